import { execFile } from 'node:child_process'
import { rm, stat, truncate } from 'node:fs/promises'
import { promisify } from 'node:util'
import { MiB } from '@holdfast/shared/units'
import { lastFloorBytes } from './disk-ladder.ts'
import type { DiskSpace } from './disk-space.ts'

export interface DiskLook extends DiskSpace {
  /** What the ballast lacks of its size: counted as taken, though it is free. */
  readonly missingBytes: number
}

/** Room kept back on the volume: let go when even the log of changes has none, so that the engine lives, or lives again, and can be tidied. */
export interface Ballast {
  /** Room for the engine. What the ballast should hold counts as taken, whether it is there or not. */
  readonly look: () => Promise<DiskLook>
  /** Lays it down where there is room for it. */
  readonly restore: () => Promise<void>
  /** Lets half of it go: the other half is for a start after the worst. True when there was something to let go. */
  readonly lend: () => Promise<boolean>
  /** Lets all of it go. True when there was something. */
  readonly drop: () => Promise<boolean>
}

const largest = 256 * MiB

export const ballastBytes = (volumeBytes: number): number => Math.min(largest, Math.floor(volumeBytes / 40 / MiB) * MiB)

export function keepBallast(path: string, readDisk: () => Promise<DiskSpace>): Ballast {
  const held = async () =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    )
  const look = async () => {
    const disk = await readDisk()
    const missingBytes = Math.max(0, ballastBytes(disk.totalBytes) - (await held()))
    return { ...disk, freeBytes: Math.max(0, disk.freeBytes - missingBytes), missingBytes }
  }
  return {
    look,
    async restore() {
      const disk = await look()
      if (disk.missingBytes === 0 || disk.freeBytes < 2 * lastFloorBytes(disk.totalBytes)) return
      // Reserves blocks without writing them.
      await promisify(execFile)('fallocate', ['--length', String(ballastBytes(disk.totalBytes)), path])
    },
    async lend() {
      const half = Math.floor(ballastBytes((await readDisk()).totalBytes) / 2)
      if ((await held()) <= half) return false
      await truncate(path, half)
      return true
    },
    async drop() {
      if ((await held()) === 0) return false
      await rm(path, { force: true })
      return true
    },
  }
}
