import type { ContainerInfo } from 'dockerode'
import type { DockerConnection } from './connect-docker.ts'
import { readAddress, readState, type SeenContainer } from './containers.ts'
import { label } from './labels.ts'

/** The pooler's container of one database, as Docker lists it. */
export interface SeenPooler
  extends Pick<SeenContainer, 'containerId' | 'databaseId' | 'specHash' | 'state' | 'address'> {}

export interface PoolerContainers {
  list(): Promise<SeenPooler[]>
}

export function poolerContainers(docker: DockerConnection, installation: string): PoolerContainers {
  const filters = { label: [`${label.installation}=${installation}`, `${label.part}=pooler`] }
  return {
    async list() {
      return (await docker.listContainers({ all: true, filters })).flatMap(readPooler)
    },
  }
}

function readPooler(it: ContainerInfo): SeenPooler[] {
  const { [label.database]: databaseId, [label.spec]: specHash = '' } = it.Labels
  if (!databaseId) return []
  return [{ containerId: it.Id, databaseId, specHash, state: readState(it), address: readAddress(it) }]
}
