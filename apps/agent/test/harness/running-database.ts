import type { ObservedHost } from '@holdfast/shared/state/observed'
import { type AgentWorld, makeAgentWorld } from './agent-world.ts'
import { aDatabase, type WantedDatabase } from './desired-page.ts'

export interface RunningDatabase {
  readonly world: AgentWorld
  readonly database: WantedDatabase
}

/** Whether the instance runs and its port is open, as the host reports it. */
export const serves =
  ({ instance }: WantedDatabase) =>
  (page: ObservedHost): boolean =>
    page.instances.some((it) => it.instanceId === instance.instanceId && it.health === 'running') &&
    page.endpoints.some((it) => it.databaseId === instance.databaseId && it.state === 'open')

/** A host with agent, gateway and one database that serves. */
export async function startRunningDatabase(
  sizeBytes?: number,
  environment?: Record<string, string>,
): Promise<RunningDatabase> {
  const world = await makeAgentWorld()
  try {
    await world.startGateway()
    world.startAgent(environment)
    const database = await aDatabase(world.peer, sizeBytes)
    world.peer.want(database.page)
    await world.until('the database serves', serves(database))
    return { world, database }
  } catch (error) {
    await world.remove()
    throw error
  }
}
