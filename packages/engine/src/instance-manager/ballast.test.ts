import { mkdir, mkdtemp, rm, stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GiB, MiB } from '@holdfast/shared/units'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ballastBytes, keepBallast } from './ballast.ts'
import { volumePaths } from './volume-paths.ts'

let volume: string
beforeEach(async () => {
  volume = await mkdtemp(join(tmpdir(), 'holdfast-ballast-'))
  await mkdir(join(volume, 'ha'))
})
afterEach(() => rm(volume, { recursive: true }))

it('is a fortieth of a volume in whole MiB, and never more than 256 MiB', () => {
  expect([100 * GiB, GiB, 400 * MiB, 8 * MiB].map((it) => ballastBytes(it) / MiB)).toEqual([256, 25, 10, 0])
})

it('holds room that counts as taken before it is laid down, while it lies and after it was let go', async () => {
  const paths = volumePaths(volume)
  const ballast = keepBallast(paths.ballast, async () => {
    const { bsize, bavail } = await statfs(volume)
    return { totalBytes: GiB, freeBytes: bsize * bavail, isShared: false }
  })
  const nearly = (await ballast.look()).freeBytes
  expect(await ballast.drop()).toBe(false)
  await ballast.restore()
  const { size, blocks } = await stat(paths.ballast)
  expect([size, blocks * 512 >= size]).toEqual([25 * MiB, true])
  expect(Math.abs((await ballast.look()).freeBytes - nearly)).toBeLessThan(20 * MiB)
  expect([await ballast.lend(), await ballast.lend()]).toEqual([true, false])
  expect((await stat(paths.ballast)).size).toBe(12.5 * MiB)
  expect(await ballast.drop()).toBe(true)
  expect(Math.abs((await ballast.look()).freeBytes - nearly)).toBeLessThan(20 * MiB)
})
