import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'

const restSignal = 'SIGHUP'
const docker = new Docker()

/** Ends the pooler's process, as the agent does with one that nobody has used for long; resolves when its container holds the keeper alone. */
export async function layToRest(containerId: string, withinMs: number): Promise<void> {
  const container = docker.getContainer(containerId)
  const deadline = performance.now() + withinMs
  for (;;) {
    // Nothing happens while the last client is still leaving, so it is asked again.
    await container.kill({ signal: restSignal })
    const { Processes: processes } = await container.top()
    if (processes.length === 1) return
    if (performance.now() > deadline) throw new Error('the pooler did not come to rest: somebody is connected to it')
    await sleep(50)
  }
}

/** Anonymous and shared memory of the container's cgroup, in bytes. */
export async function memoryOf(containerId: string): Promise<number> {
  const { memory_stats: memory } = await docker.getContainer(containerId).stats({ stream: false, 'one-shot': true })
  const detail: Readonly<Record<string, number>> = { ...memory.stats }
  return (detail.total_rss ?? detail.anon ?? 0) + (detail.total_shmem ?? detail.shmem ?? 0)
}
