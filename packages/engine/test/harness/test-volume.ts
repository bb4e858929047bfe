import { execFile } from 'node:child_process'
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EngineDescriptor } from '@holdfast/engine'

const run = promisify(execFile)

export interface TestVolume {
  /** What becomes /volume. */
  readonly path: string
  /** What becomes /control. */
  readonly control: string
  readonly remove: () => Promise<void>
}

/** An ext4 image on a loop device, as hosts have it: the only way to fill a disk without filling the machine's. */
async function mountImage(folder: string, sizeBytes: number): Promise<() => Promise<void>> {
  const image = join(folder, 'volume.img')
  const mount = join(folder, 'mount')
  await mkdir(mount)
  await run('truncate', ['-s', String(sizeBytes), image])
  await run('mke2fs', ['-q', '-F', '-t', 'ext4', '-m', '0', '-E', 'nodiscard', image])
  const { stdout } = await run('losetup', ['--find', '--show', '--nooverlap', image])
  const device = stdout.trim()
  await run('mount', ['-t', 'ext4', '-o', 'noatime,nodev,nosuid', device, mount])
  return async () => {
    await run('umount', [mount])
    await run('losetup', ['--detach', device])
  }
}

/** A fresh volume as an agent leaves it: the family's folders, owned by its user. With `sizeBytes` a real limit. */
export async function testVolume(engine: EngineDescriptor, sizeBytes?: number): Promise<TestVolume> {
  const folder = await mkdtemp('/var/tmp/holdfast-engine-')
  await mkdir(join(folder, 'mount'), { recursive: true }).then(() => rm(join(folder, 'mount'), { recursive: true }))
  const unmount = sizeBytes === undefined ? async () => undefined : await mountImage(folder, sizeBytes)
  const path = join(folder, 'mount', 'volume')
  const control = join(folder, 'control')
  const { uid, gid } = engine.volume.owner
  const folders = [path, control, ...engine.volume.folders.map((name) => join(path, name))]
  for (const name of folders) {
    await mkdir(name, { recursive: true, mode: 0o700 })
    await chown(name, uid, gid)
  }
  const remove = async () => {
    await unmount()
    await rm(folder, { recursive: true, force: true })
  }
  return { path, control, remove }
}
