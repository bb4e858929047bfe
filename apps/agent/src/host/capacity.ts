import { mkdir, statfs } from 'node:fs/promises'
import { availableParallelism, networkInterfaces, totalmem } from 'node:os'
import type { Capacity } from '@holdfast/shared/state/observed'

const grain = 64 * 1024 * 1024

/** What the host has. Free storage is told in steps of 64 MiB, so that a busy disk does not change the page each second. */
export async function readCapacity(pool: string): Promise<Capacity> {
  await mkdir(pool, { recursive: true, mode: 0o700 })
  const disk = await statfs(pool)
  return {
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    storageBytes: disk.blocks * disk.bsize,
    storageFreeBytes: Math.floor((disk.bavail * disk.bsize) / grain) * grain,
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
