import { MiB } from '@holdfast/shared/units'
import type { Containers } from '../docker/containers.ts'
import { type Log, sentence } from '../log.ts'

export interface MemoryWatch {
  /** Instance id → anonymous and shared memory, in steps of 1 MiB. */
  readonly bytes: ReadonlyMap<string, number>
  close(): void
}

const everyMs = 10_000

/** Asks Docker for the memory of each instance now and then, apart from the loop: it is a gauge that decides nothing. */
export function watchMemory(containers: Containers, log: Log): MemoryWatch {
  const bytes = new Map<string, number>()
  let asking = false

  async function ask(): Promise<void> {
    const running = (await containers.list()).filter((it) => it.state === 'running')
    const ids = new Set(running.map((it) => it.instanceId))
    for (const id of bytes.keys()) if (!ids.has(id)) bytes.delete(id)
    for (const { containerId, instanceId } of running)
      bytes.set(instanceId, Math.round((await containers.memoryBytes(containerId)) / MiB) * MiB)
  }

  const timer = setInterval(() => {
    if (asking) return
    asking = true
    ask()
      .catch((error) => log.debug('memory was not read', { because: sentence(error) }))
      .finally(() => {
        asking = false
      })
  }, everyMs)
  return { bytes, close: () => clearInterval(timer) }
}
