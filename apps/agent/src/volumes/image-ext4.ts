import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { MiB } from '@holdfast/shared/units'
import type { HostAccess } from '../host/host-access.ts'
import { type Mount, readMounts } from '../host/mounts.ts'
import { runProgram } from '../host/run-program.ts'
import type { HostPaths } from '../paths.ts'
import { readReach } from './ext4-superblock.ts'
import { type ImageGrowth, imageGrowth } from './image-growth.ts'
import type { NewVolume, SeenVolume, VolumeDriver } from './volume-driver.ts'
import { claimMountRoot, readMarker } from './volume-marker.ts'

/** Below this much free space in the pool no new volume is begun. */
const poolFloorBytes = 128 * MiB

/**
 * A file in the host's pool, formatted as ext4 and loop-mounted: a hard limit of its size.
 * Two mounts of one image corrupt it, hence: always take the device that is there, never make a second one,
 * and after closing wait until the device is really gone.
 */
export function imageExt4(host: HostAccess, paths: HostPaths): VolumeDriver {
  const loop = loopDevices(host)
  const growth = imageGrowth(host, paths)
  const reaches = knownReaches(host, paths)

  async function create({ volumeId, sizeBytes }: NewVolume): Promise<void> {
    const image = host.path(paths.image(volumeId))
    const draft = `${image}.new`
    await mkdir(host.path(paths.pool), { recursive: true, mode: 0o700 })
    await refuseFullPool(host.path(paths.pool))
    await rm(draft, { force: true })
    await format(draft, volumeId, sizeBytes)
    await rename(draft, image)
  }

  async function openVolume(volumeId: string): Promise<void> {
    const image = paths.image(volumeId)
    const root = paths.mountRoot(volumeId)
    const mounts = await readMounts(host.mountsFile())
    if (!mounts.some((it) => it.target === root)) {
      await growth.finish(volumeId)
      const device = await loop.attach(image)
      // Looked at anew: the device may have been somebody else's a moment ago.
      refuseSecondMount(await readMounts(host.mountsFile()), device)
      await mkdir(host.path(root), { recursive: true, mode: 0o700 })
      await host.run('mount', ['-t', 'ext4', '-o', 'noatime,nodev,nosuid', device, root])
    }
    const { size } = await stat(host.path(image))
    await claimMountRoot(host.path(root), { volumeId, format: 'image-ext4', sizeBytes: size })
  }

  async function close(volumeId: string): Promise<void> {
    const root = paths.mountRoot(volumeId)
    const mounts = await readMounts(host.mountsFile())
    for (const _mount of mounts.filter((it) => it.target === root)) await unmount(host, root)
    for (const device of await loop.devicesOf(paths.image(volumeId))) await loop.detach(device)
    await rmdir(host.path(root)).catch(noneWhenMissing)
  }

  return {
    format: 'image-ext4',
    create,
    open: openVolume,
    close,
    grow: (volume) => growth.grow(volume),
    async erase(volumeId) {
      await close(volumeId)
      await rm(host.path(paths.image(volumeId)), { force: true })
      await growth.forget(volumeId)
      reaches.forget(volumeId)
    },
    list: async () => {
      const volumes = await listImages(host, paths, growth)
      return Promise.all(volumes.map(async (it) => ({ ...it, ...(await reaches.of(it.volumeId)) })))
    },
  }
}

/** A reach never changes, so it is read once. That of an image that cannot be read is not known: opening it tells what is wrong. */
function knownReaches(host: HostAccess, paths: HostPaths) {
  const known = new Map<string, number>()
  return {
    async of(volumeId: string): Promise<{ reachBytes?: number }> {
      const reachBytes =
        known.get(volumeId) ?? (await readReach(host.path(paths.image(volumeId))).catch(() => undefined))
      if (reachBytes === undefined) return {}
      known.set(volumeId, reachBytes)
      return { reachBytes }
    },
    forget: (volumeId: string) => known.delete(volumeId),
  }
}

/** The journal is kept small on small volumes: ext4's own choice would take a quarter of a 64 MiB image. */
const journalMiB = (sizeBytes: number): number => Math.min(64, Math.max(4, Math.floor(sizeBytes / (128 * MiB))))

async function format(image: string, volumeId: string, sizeBytes: number): Promise<void> {
  const file = await open(image, 'wx', 0o600)
  try {
    await file.truncate(sizeBytes)
    const eager = 'lazy_itable_init=1,lazy_journal_init=1,nodiscard'
    const journal = ['-J', `size=${journalMiB(sizeBytes)}`]
    const label = ['-L', volumeId.slice(-16)]
    // `encrypt` is kept although nothing is encrypted yet: the feature cannot be added to a mounted volume later.
    await runProgram('mke2fs', [
      '-q',
      '-F',
      '-t',
      'ext4',
      '-O',
      'encrypt',
      '-m',
      '0',
      '-E',
      eager,
      ...journal,
      ...label,
      image,
    ])
    await file.datasync()
  } catch (error) {
    await rm(image, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

async function refuseFullPool(pool: string): Promise<void> {
  const disk = await statfs(pool)
  const free = disk.bavail * disk.bsize
  if (free < poolFloorBytes) throw new Error(`the pool has only ${Math.floor(free / MiB)} MiB left`)
}

/** A look at the host keeps the file system busy for a moment. Whatever stays in it longer is told about. */
async function unmount(host: HostAccess, root: string): Promise<void> {
  for (let triesLeft = 20; ; triesLeft--) {
    try {
      return void (await host.run('umount', [root]))
    } catch (error) {
      if (triesLeft === 0 || !(error instanceof Error && error.message.includes('busy'))) throw error
    }
    await sleep(25)
  }
}

function refuseSecondMount(mounts: readonly Mount[], device: string): void {
  const elsewhere = mounts.find((it) => it.source === device)
  if (elsewhere) throw new Error(`${device} is mounted at ${elsewhere.target} already`)
}

function loopDevices(host: HostAccess) {
  const devicesOf = async (image: string): Promise<string[]> => {
    const lines = await host.run('losetup', ['-j', image, '-n', '-O', 'NAME'])
    return lines.split('\n').filter((line) => line.startsWith('/dev/'))
  }

  /** With `--nooverlap` the device that the image has already, after a killed agent for instance, is taken again. */
  const attach = async (image: string): Promise<string> => {
    const plain = ['--find', '--show', '--nooverlap']
    const direct = host.run('losetup', [...plain, '--direct-io=on', image])
    // Not every file system below the pool can do direct I/O; the loop device then caches twice, which is only slower.
    return (await direct.catch(() => host.run('losetup', [...plain, image]))).trim()
  }

  const detach = async (device: string): Promise<void> => {
    await host.run('losetup', ['-d', device])
    const backing = host.path(`/sys/block/${device.slice('/dev/'.length)}/loop/backing_file`)
    for (let waited = 0; waited < 5_000; waited += 20) {
      if (!(await readFile(backing, 'utf8').catch(() => undefined))) return
      await sleep(20)
    }
    throw new Error(`${device} is still held by a mount in another namespace`)
  }

  return { devicesOf, attach, detach }
}

async function listImages(host: HostAccess, paths: HostPaths, growth: ImageGrowth): Promise<SeenVolume[]> {
  const mounts = await readMounts(host.mountsFile())
  const names = await readdir(host.path(paths.pool)).catch(() => [])
  const ids = names.filter((it) => it.startsWith('vo_') && it.endsWith('.img')).map((it) => it.slice(0, -'.img'.length))
  const look = async (volumeId: string): Promise<SeenVolume[]> => {
    const root = host.path(paths.mountRoot(volumeId))
    const { size, blocks } = await stat(host.path(paths.image(volumeId)))
    const sizeBytes = (await growth.unfinishedFrom(volumeId)) ?? size
    // Mounted and not claimed yet, the agent was ended in between: opening it again finishes that.
    const mounted = mounts.some((it) => it.target === paths.mountRoot(volumeId)) && Boolean(await readMarker(root))
    const usedBytes = mounted ? await usedInside(root) : blocks * 512
    return [{ volumeId, format: 'image-ext4', sizeBytes, usedBytes, mounted }]
  }
  // A volume that is being erased or closed may go between two of these questions.
  return (await Promise.all(ids.map((it) => look(it).catch(noneWhenMissing)))).flat()
}

async function usedInside(root: string): Promise<number> {
  const disk = await statfs(root)
  return (disk.blocks - disk.bfree) * disk.bsize
}

function noneWhenMissing(error: unknown): [] {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  return []
}
