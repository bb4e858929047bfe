import { statfs } from 'node:fs/promises'
import { MiB } from '@holdfast/shared/units'

export interface DiskSpace {
  readonly totalBytes: number
  readonly freeBytes: number
}

/** Below this a write may fail at any moment: the engine's log alone takes files of several MiB. */
export const fullBelowBytes = 64 * MiB

/** Room on the volume for its unprivileged owner. */
export async function readDiskSpace(volume: string): Promise<DiskSpace> {
  const { bsize, blocks, bavail } = await statfs(volume)
  return { totalBytes: bsize * blocks, freeBytes: bsize * bavail }
}
