import { mkdir, readdir, stat, statfs } from 'node:fs/promises'
import { availableParallelism, networkInterfaces, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Capacity } from '@holdfast/shared/state/observed'

const grain = 64 * 1024 * 1024

const inGrains = (bytes: number): number => Math.floor(bytes / grain) * grain

/** Bytes on disk of the volumes' images: they are sparse, so that their sizes say nothing about what they take. */
async function takenByImages(pool: string): Promise<number> {
  const names = await readdir(pool)
  const files = await Promise.all(names.map((name) => stat(join(pool, name)).catch(() => undefined)))
  return files.reduce((sum, file) => sum + (file?.isFile() ? file.blocks * 512 : 0), 0)
}

/**
 * What the host has. `storageBytes` is what volumes can ever have: the room they take now and the room that is free, not the
 * disk's size, since others live on it too. Told in steps of 64 MiB, so that a busy disk does not change the page each second.
 */
export async function readCapacity(pool: string): Promise<Capacity> {
  await mkdir(pool, { recursive: true, mode: 0o700 })
  const disk = await statfs(pool)
  const free = disk.bavail * disk.bsize
  return {
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    storageBytes: inGrains(free + (await takenByImages(pool))),
    storageFreeBytes: inGrains(free),
  }
}

const virtual = /^(lo|docker\d|br-|veth|hf|virbr|cni|flannel)/

/** The host's own addresses; those of bridges and virtual cables are left out. */
export const readAddresses = (): string[] =>
  Object.entries(networkInterfaces())
    .filter(([name]) => !virtual.test(name))
    .flatMap(([, list]) => list ?? [])
    .filter((it) => !it.internal && !it.address.startsWith('fe80:'))
    .map((it) => it.address)
    .sort()
