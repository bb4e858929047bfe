import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'
import { networkName } from '../wanted-instance.ts'
import { poolerName, wantedPooler, wantedPoolerContainer } from '../wanted-pooler.ts'

/** Makes the container; the process inside is started by the first client. */
export async function createPooler({ instance, release }: Step<'create-pooler'>, tools: Tools): Promise<void> {
  const { docker, surroundings } = tools
  const { databaseId } = instance
  const pooler = wantedPooler(instance)
  if (!pooler) throw new Error(`the database ${databaseId} has no pooler`)
  await docker.containers.create({
    name: poolerName(surroundings.installation, databaseId),
    spec: wantedPoolerContainer(instance, { release, descriptor: pooler.descriptor }, surroundings),
    network: networkName(surroundings.installation, databaseId),
    aliases: [],
  })
}
