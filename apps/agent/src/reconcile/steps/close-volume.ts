import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'

/** Unmounting under a running container says 0 and changes nothing for it, so this looks once more. */
export async function closeVolume({ volumeId }: Step<'close-volume'>, { docker, volumes }: Tools): Promise<void> {
  const holder = (await docker.containers.list()).find((it) => it.volumeId === volumeId && it.state === 'running')
  if (holder) throw new Error(`instance ${holder.instanceId} runs on the volume`)
  await volumes.close(volumeId)
}
