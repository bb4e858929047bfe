import type { ContainerInfo } from 'dockerode'
import { type DockerConnection, unlessStatus } from './connect-docker.ts'
import { readAddress, readState, type SeenContainer } from './containers.ts'
import { label } from './labels.ts'

/** The pooler's container of one database, as Docker lists it. */
export interface SeenPooler
  extends Pick<SeenContainer, 'containerId' | 'databaseId' | 'specHash' | 'state' | 'address'> {}

export interface PoolerContainers {
  list(): Promise<SeenPooler[]>
  /** Sends the signal by which a pooler's process ends and its container stays. */
  rest(containerId: string, signal: string): Promise<void>
}

export function poolerContainers(docker: DockerConnection, installation: string): PoolerContainers {
  const filters = { label: [`${label.installation}=${installation}`, `${label.part}=pooler`] }
  return {
    async list() {
      return (await docker.listContainers({ all: true, filters })).flatMap(readPooler)
    },
    // 409: it does not run, so nothing in it does.
    rest: (containerId, signal) => unlessStatus([404, 409], docker.getContainer(containerId).kill({ signal })),
  }
}

function readPooler(it: ContainerInfo): SeenPooler[] {
  const { [label.database]: databaseId, [label.spec]: specHash = '' } = it.Labels
  if (!databaseId) return []
  return [{ containerId: it.Id, databaseId, specHash, state: readState(it), address: readAddress(it) }]
}
