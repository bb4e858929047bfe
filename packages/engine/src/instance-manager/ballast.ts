import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { MiB } from '@holdfast/shared/units'
import { type DiskSpace, fullBelowBytes, readDiskSpace } from './disk-space.ts'
import type { VolumePaths } from './volume-paths.ts'

/** Room kept back on the volume: let go when the engine ends for want of space, so that it can start and be tidied. */
export interface Ballast {
  /** Room for the engine. What the ballast should hold counts as taken, whether it is there or not. */
  readonly look: () => Promise<DiskSpace>
  /** Lays it down where there is room for it. */
  readonly restore: () => Promise<void>
  /** True when there was something to let go. */
  readonly drop: () => Promise<boolean>
}

const largest = 256 * MiB

export const ballastBytes = (volumeBytes: number): number => Math.min(largest, Math.floor(volumeBytes / 40 / MiB) * MiB)

export function keepBallast({ volume, ballast }: VolumePaths, storageBytes: number): Ballast {
  const held = async () =>
    stat(ballast).then(
      ({ size }) => size,
      () => 0,
    )
  const wanted = ({ totalBytes }: DiskSpace) => ballastBytes(Math.min(totalBytes, storageBytes))
  const look = async () => {
    const disk = await readDiskSpace(volume)
    const missing = Math.max(0, wanted(disk) - (await held()))
    return { ...disk, freeBytes: Math.max(0, disk.freeBytes - missing) }
  }
  return {
    look,
    async restore() {
      const disk = await look()
      const bytes = wanted(disk)
      if (bytes === 0 || disk.freeBytes < fullBelowBytes || (await held()) > 0) return
      // Reserves blocks without writing them.
      await promisify(execFile)('fallocate', ['--length', String(bytes), ballast])
    },
    async drop() {
      if ((await held()) === 0) return false
      await rm(ballast, { force: true })
      return true
    },
  }
}
