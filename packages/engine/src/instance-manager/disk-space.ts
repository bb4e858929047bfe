import { execFile } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface DiskSpace {
  readonly totalBytes: number
  readonly freeBytes: number
  /** The volume is part of a larger file system: its size is a promise that only counting keeps. */
  readonly isShared: boolean
}

/** Milliseconds between two counts of what lies on a volume without an end of its own. */
const countEvery = 10_000
/** A file system is a little smaller than its device, never so much larger than what was promised. */
const sharedFrom = 1.1

/** Room on the volume for its unprivileged owner. One that shares a file system has what was promised, less what lies on it. */
export function diskReader(volume: string, promisedBytes: () => number): () => Promise<DiskSpace> {
  let counted = { at: 0, bytes: 0 }
  const count = async (): Promise<number> => {
    if (Date.now() - counted.at < countEvery) return counted.bytes
    // Files come and go meanwhile: `du` then ends with status 1, and has counted the others.
    const told: string = await promisify(execFile)('du', ['-s', '-B1', volume]).then(
      ({ stdout }) => stdout,
      (error: { stdout?: string }) => error.stdout ?? '',
    )
    counted = { at: Date.now(), bytes: Number.parseInt(told, 10) || counted.bytes }
    return counted.bytes
  }
  return async () => {
    const { bsize, blocks, bavail } = await statfs(volume)
    const [totalBytes, freeBytes, promised] = [bsize * blocks, bsize * bavail, promisedBytes()]
    if (totalBytes <= promised * sharedFrom) return { totalBytes, freeBytes, isShared: false }
    const left = Math.max(0, promised - (await count()))
    return { totalBytes: promised, freeBytes: Math.min(left, freeBytes), isShared: true }
  }
}
