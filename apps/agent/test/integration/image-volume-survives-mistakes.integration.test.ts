import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { MiB } from '@holdfast/shared/units'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { reachHost } from '../../src/host/host-access.ts'
import { type HostPaths, hostPaths } from '../../src/paths.ts'
import { imageExt4 } from '../../src/volumes/image-ext4.ts'
import type { VolumeDriver } from '../../src/volumes/volume-driver.ts'
import { openVolumes, type Volumes } from '../../src/volumes/volumes.ts'

const run = promisify(execFile)
const one = { volumeId: 'vo_one', sizeBytes: 32 * MiB }
const other = { volumeId: 'vo_other', sizeBytes: 32 * MiB }

let home: string
let paths: HostPaths
let driver: VolumeDriver
let volumes: Volumes
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hf-volume-'))
  paths = hostPaths(home)
  const host = await reachHost('direct')
  await run('mkdir', ['-p', paths.agent])
  driver = imageExt4(host, paths)
  volumes = await openVolumes({ host, paths, images: true })
})
afterEach(async () => {
  for (const { volumeId } of [one, other]) await driver.erase(volumeId)
  expect((await run('losetup', ['-a'])).stdout).not.toContain(home)
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(home)
  await rm(home, { recursive: true, force: true })
})

const devices = async (volumeId: string) =>
  (await run('losetup', ['-n', '-O', 'NAME', '-j', paths.image(volumeId)])).stdout.split('\n').filter(Boolean)

it('opens again what is open, with one device and one mount', async () => {
  await driver.create(one)
  await Promise.all([volumes.open(one.volumeId), volumes.open(one.volumeId)])
  await volumes.open(one.volumeId)
  expect(await devices(one.volumeId)).toHaveLength(1)
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n')
  expect(mounts.filter((line) => line.includes(paths.mountRoot(one.volumeId)))).toHaveLength(1)
})

it('takes the device that a killed agent left behind', async () => {
  await driver.create(one)
  const { stdout } = await run('losetup', ['--find', '--show', paths.image(one.volumeId)])
  await driver.open(one.volumeId)
  expect((await devices(one.volumeId)).map((it) => it.trim())).toEqual([stdout.trim()])
})

it('refuses a second mount of an image that is mounted elsewhere', async () => {
  await driver.create(one)
  await driver.open(one.volumeId)
  const elsewhere = await mkdtemp(join(tmpdir(), 'hf-elsewhere-'))
  await run('mount', ['--move', paths.mountRoot(one.volumeId), elsewhere]).catch(() =>
    run('mount', ['--bind', paths.mountRoot(one.volumeId), elsewhere]).then(() =>
      run('umount', [paths.mountRoot(one.volumeId)]),
    ),
  )
  await expect(driver.open(one.volumeId)).rejects.toThrow(/is mounted at .* already/)
  await run('umount', [elsewhere])
  await rm(elsewhere, { recursive: true })
})

it('refuses an image that is another volume', async () => {
  await driver.create(one)
  await driver.open(one.volumeId)
  await driver.close(one.volumeId)
  await rename(paths.image(one.volumeId), paths.image(other.volumeId))
  await expect(driver.open(other.volumeId)).rejects.toThrow(/says that it is volume vo_one/)
})

it('refuses a file system that holds something and has no marker', async () => {
  await driver.create(one)
  await driver.open(one.volumeId)
  await rm(join(paths.mountRoot(one.volumeId), '.holdfast-volume.json'))
  await writeFile(join(paths.mountRoot(one.volumeId), 'something'), 'x')
  await expect(driver.open(one.volumeId)).rejects.toThrow(/no marker, but holds something/)
})

it('is never taken for lost while it is being made', async () => {
  const lost: string[] = []
  let isMade = false
  const looking = async () => {
    while (!isMade) {
      const { there, made } = await volumes.look()
      lost.push(...[...made].filter((id) => !there.some((it) => it.volumeId === id)))
    }
  }
  const lookers = Promise.all([1, 2, 3, 4].map(looking))
  for (const volume of [one, other]) await volumes.create({ ...volume, format: 'image-ext4' })
  isMade = true
  await lookers
  expect(lost).toEqual([])

  await rename(paths.image(one.volumeId), `${paths.image(one.volumeId)}.away`)
  const { there, made } = await volumes.look()
  expect([...made]).toContain(one.volumeId)
  expect(there.map((it) => it.volumeId)).not.toContain(one.volumeId)
  await rename(`${paths.image(one.volumeId)}.away`, paths.image(one.volumeId))
})

it('is made anew over what an agent that was killed in the middle left, and leaves nothing when it cannot be made', async () => {
  await run('mkdir', ['-p', paths.pool])
  await writeFile(`${paths.image(one.volumeId)}.new`, 'half a file system')
  expect((await volumes.look()).there).toEqual([])
  await volumes.create({ ...one, format: 'image-ext4' })
  expect((await volumes.look()).there).toMatchObject([{ volumeId: one.volumeId, mounted: true }])
  await expect(volumes.create({ volumeId: other.volumeId, sizeBytes: 1, format: 'image-ext4' })).rejects.toThrow(
    'mke2fs',
  )
  expect(await readdir(paths.pool)).toEqual([`${one.volumeId}.img`])
  expect([...(await volumes.look()).made]).toEqual([one.volumeId])
})

it('is opened again when the agent was ended between its mount and its marker', async () => {
  await volumes.create({ ...one, format: 'image-ext4' })
  await rm(join(paths.mountRoot(one.volumeId), '.holdfast-volume.json'))
  await rm(paths.volume(one.volumeId), { recursive: true })
  expect((await volumes.look()).there).toMatchObject([{ volumeId: one.volumeId, mounted: false }])
  await volumes.open(one.volumeId)
  expect((await stat(paths.volume(one.volumeId))).uid).toBe(5432)
})

it('is looked for while volumes go, without a look that fails', async () => {
  for (const { volumeId } of [one, other]) await volumes.create({ volumeId, sizeBytes: 32 * MiB, format: 'image-ext4' })
  let isGone = false
  const going = Promise.all([one, other].map((it) => volumes.erase(it.volumeId))).finally(() => {
    isGone = true
  })
  while (!isGone) await volumes.look()
  await going
  expect(await volumes.look()).toEqual({ there: [], made: new Set() })
})

it('grows while it is closed and keeps what is in it', async () => {
  await driver.create(one)
  await driver.open(one.volumeId)
  await writeFile(join(paths.volume(one.volumeId), 'kept'), 'kept')
  await driver.close(one.volumeId)
  await driver.grow({ ...one, sizeBytes: 96 * MiB })
  await driver.open(one.volumeId)
  const inside = await statfs(paths.mountRoot(one.volumeId))
  expect(inside.blocks * inside.bsize).toBeGreaterThan(80 * MiB)
  expect(await readFile(join(paths.volume(one.volumeId), 'kept'), 'utf8')).toBe('kept')
})

it('is not touched by a growth beyond what it was made for, however often it has grown', async () => {
  await volumes.create({ ...one, format: 'image-ext4' })
  const reach = async () => (await volumes.look()).there[0]?.reachBytes ?? 0
  const before = await reach()
  await volumes.grow({ ...one, sizeBytes: 96 * MiB })
  driver = imageExt4(await reachHost('direct'), paths)
  expect(await driver.list()).toMatchObject([{ sizeBytes: 96 * MiB, reachBytes: before }])
  await driver.close(one.volumeId)
  await expect(driver.grow({ ...one, sizeBytes: before + MiB })).rejects.toThrow('a new volume is needed')
  await driver.open(one.volumeId)
  expect(await driver.list()).toMatchObject([{ sizeBytes: 96 * MiB, mounted: true }])
})

/** The same growth as the driver's, in a process that is killed after a while. */
const growAndDie = `
  import { reachHost } from '${new URL('../../src/host/host-access.ts', import.meta.url)}'
  import { hostPaths } from '${new URL('../../src/paths.ts', import.meta.url)}'
  import { imageExt4 } from '${new URL('../../src/volumes/image-ext4.ts', import.meta.url)}'
  const [home, volumeId, sizeBytes] = process.argv.slice(-3)
  const driver = imageExt4(await reachHost('direct'), hostPaths(home))
  process.stdout.write('begins')
  await driver.grow({ volumeId, sizeBytes: Number(sizeBytes) })
`

/** Killed with everything that it has started, as the container of an agent is. */
async function cutOff(sizeBytes: number, afterMs: number): Promise<void> {
  const args = ['--input-type=module', '-e', growAndDie, '--', home, one.volumeId, String(sizeBytes)]
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  await Promise.race([sleep(afterMs), ended])
  if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGKILL')
  await ended
}

it('goes on with a growth that is cut off anywhere, again and again, and keeps what is in it', async () => {
  await volumes.create({ ...one, format: 'image-ext4' })
  const kept = Array.from({ length: 200 }, (_, n) => randomBytes(n % 20 === 0 ? 100_000 : 700))
  const file = (n: number) => join(paths.volume(one.volumeId), `kept-${n}`)
  await Promise.all(kept.map((bytes, n) => writeFile(file(n), bytes)))
  await volumes.close(one.volumeId)
  let sizeBytes = one.sizeBytes
  for (let afterMs = 0; afterMs <= 320; afterMs += 40) {
    sizeBytes += 32 * MiB
    await cutOff(sizeBytes, afterMs)
    const [seen] = (await volumes.look()).there
    expect([sizeBytes - 32 * MiB, sizeBytes]).toContain(seen?.sizeBytes)
    await volumes.grow({ ...one, sizeBytes })
    expect((await volumes.look()).there).toMatchObject([{ sizeBytes, mounted: true }])
    const found = await Promise.all(kept.map((_, n) => readFile(file(n))))
    expect(found.filter((bytes, n) => !kept[n]?.equals(bytes))).toEqual([])
    await volumes.close(one.volumeId)
    await run('e2fsck', ['-fn', paths.image(one.volumeId)])
    expect(await readdir(paths.pool)).toEqual([`${one.volumeId}.img`])
  }
  await volumes.open(one.volumeId)
  const inside = await statfs(paths.mountRoot(one.volumeId))
  expect(inside.blocks * inside.bsize).toBeGreaterThan(sizeBytes * 0.85)
})

it('finishes a growth that was cut off before it is opened, though nobody asks for the growth again', async () => {
  await volumes.create({ ...one, format: 'image-ext4' })
  await volumes.close(one.volumeId)
  await writeFile(`${paths.image(one.volumeId)}.growing`, String(one.sizeBytes))
  await run('truncate', ['-s', String(96 * MiB), paths.image(one.volumeId)])
  await volumes.open(one.volumeId)
  expect((await volumes.look()).there).toMatchObject([{ sizeBytes: 96 * MiB, mounted: true }])
})

it('gives the engine’s user its folder, and nobody else', async () => {
  await driver.create(one)
  await driver.open(one.volumeId)
  const folder = await stat(paths.volume(one.volumeId))
  expect([folder.uid, folder.gid, folder.mode & 0o777]).toEqual([5432, 5432, 0o700])
})
