import { readFile } from 'node:fs/promises'
import type { TestInstance } from './test-instance.ts'

export interface MemoryReading {
  readonly anonymousBytes: number
  readonly sharedBytes: number
}

const member = (text: string, name: string): number => {
  const [, bytes] = new RegExp(`^${name} (\\d+)$`, 'm').exec(text) ?? []
  if (bytes === undefined) throw new Error(`memory.stat has no ${name}`)
  return Number(bytes)
}

/**
 * Memory that the kernel cannot take back, from the container's own cgroup. Version 1: `rss` is anonymous memory, `shmem`
 * is shared memory and tmpfs; version 2 calls them `anon` and `shmem`. Page cache is left out: it goes when others need it.
 */
export async function memoryOf(instance: TestInstance): Promise<MemoryReading> {
  const id = instance.container?.id ?? ''
  const first = await readFile(`/sys/fs/cgroup/memory/docker/${id}/memory.stat`, 'utf8').catch(() => null)
  if (first !== null) return { anonymousBytes: member(first, 'rss'), sharedBytes: member(first, 'shmem') }
  const second = await readFile(`/sys/fs/cgroup/system.slice/docker-${id}.scope/memory.stat`, 'utf8')
  return { anonymousBytes: member(second, 'anon'), sharedBytes: member(second, 'shmem') }
}
