import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'
import { wantedPooler } from '../wanted-pooler.ts'

const limitMs = 60_000

/**
 * Stop, close, grow, open, start: the gateway holds new clients meanwhile, the pooler its own. Whatever is cut off here is
 * found in the next look: a container that exited, a volume that is not open or still too small.
 */
export async function growVolume(step: Step<'grow-volume'>, tools: Tools): Promise<void> {
  const { volumeId, sizeBytes, containerId, instance } = step
  const { docker, volumes, poolers, managers, growths } = tools
  const grow = async () => {
    const begun = performance.now()
    if (containerId !== null) await docker.containers.stop(containerId)
    const holder = (await docker.containers.list()).find((it) => it.volumeId === volumeId && it.state === 'running')
    if (holder) throw new Error(`instance ${holder.instanceId} runs on the volume`)
    await volumes.grow({ volumeId, sizeBytes })
    if (containerId === null) return void growths.set(volumeId, { toBytes: sizeBytes, heldMs: 0 })
    await docker.containers.start(containerId)
    if (!(await managers.until(instance.instanceId, ({ health }) => health === 'running', limitMs)))
      throw new Error(`the volume is larger; the instance did not run again within ${limitMs / 1000} s`)
    growths.set(volumeId, { toBytes: sizeBytes, heldMs: Math.round(performance.now() - begun) })
  }
  const pooler = wantedPooler(instance)?.descriptor
  await (pooler ? poolers.whilePaused({ databaseId: instance.databaseId, pooler }, grow) : grow())
}
