import { chmod, chown, mkdir } from 'node:fs/promises'
import { findEngine } from '@holdfast/engine'
import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'
import { containerName, networkName, wantedContainer } from '../wanted-instance.ts'
import { instanceAlias } from '../wanted-pooler.ts'

/** Makes the folder of the control socket and the container. Its network is named here and may still be in the making. */
export async function createContainer(step: Step<'create-container'>, tools: Tools): Promise<void> {
  const { instance, release } = step
  const { host, paths, docker, surroundings } = tools
  const spec = wantedContainer(instance, release, surroundings)
  const owner = findEngine(instance.engine)?.volume.owner
  if (!spec || !owner) throw new Error(`this agent cannot build a container for ${instance.engine} ${instance.size}`)
  const control = host.path(paths.control(instance.instanceId))
  await mkdir(control, { recursive: true, mode: 0o700 })
  await chmod(control, 0o700)
  await chown(control, owner.uid, owner.gid)
  await docker.containers.create({
    name: containerName(surroundings.installation, instance.instanceId),
    spec,
    network: networkName(surroundings.installation, instance.databaseId),
    aliases: [instanceAlias(instance.databaseId)],
  })
}
