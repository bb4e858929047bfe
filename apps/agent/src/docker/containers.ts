import type { ContainerSpec } from '@holdfast/engine'
import type { ContainerInfo } from 'dockerode'
import { type DockerConnection, dockerStatus, unlessStatus } from './connect-docker.ts'
import { containerOptions } from './container-options.ts'
import { label } from './labels.ts'
import { specHash } from './spec-hash.ts'

/** An instance's container of this installation, as Docker lists it. */
export interface SeenContainer {
  readonly containerId: string
  readonly instanceId: string
  readonly databaseId: string
  readonly volumeId: string
  readonly releaseId: string
  readonly specHash: string
  readonly state: 'created' | 'running' | 'exited'
  /** Docker's own sentence: `Exited (1) 3 seconds ago`. */
  readonly status: string
  readonly exitCode: number | null
  /** Address inside the database's network; null while it does not run. */
  readonly address: string | null
}

export interface NewContainer {
  readonly name: string
  readonly spec: ContainerSpec
  /** The network need not be there yet: it must be when the container starts. */
  readonly network: string
  /** Further names by which it is found in that network. */
  readonly aliases: readonly string[]
}

export interface Containers {
  list(): Promise<SeenContainer[]>
  create(container: NewContainer): Promise<void>
  /** Takes an id or a name. */
  start(container: string): Promise<void>
  /** Sends the stop signal of its specification, and kills after its grace. */
  stop(containerId: string): Promise<void>
  /** Removes a container that does not run. */
  remove(containerId: string): Promise<void>
  /** Anonymous and shared memory of the container's cgroup, in bytes; 0 when it does not run. */
  memoryBytes(containerId: string): Promise<number>
}

export function instanceContainers(docker: DockerConnection, installation: string): Containers {
  const filters = { label: [`${label.installation}=${installation}`, `${label.part}=instance`] }
  return {
    async list() {
      return (await docker.listContainers({ all: true, filters })).flatMap(readContainer)
    },
    async create({ name, spec, network, aliases }) {
      const labels = { ...spec.labels, [label.spec]: specHash(spec) }
      try {
        await docker.createContainer({ name, ...containerOptions({ ...spec, labels }, { network, aliases }) })
      } catch (error) {
        if (dockerStatus(error) !== 409) throw error
        await refuseForeign(docker, name, labels)
      }
    },
    start: (container) => unlessStatus([304], docker.getContainer(container).start()),
    stop: (containerId) => unlessStatus([304, 404], docker.getContainer(containerId).stop()),
    remove: (containerId) => unlessStatus([404], docker.getContainer(containerId).remove({ v: false, force: false })),
    memoryBytes: (containerId) => readMemory(docker, containerId),
  }
}

/** A name that is taken is fine when it is this very container; somebody else's is never touched. */
async function refuseForeign(docker: DockerConnection, name: string, wanted: Readonly<Record<string, string>>) {
  const { Config } = await docker.getContainer(name).inspect()
  const isOurs = Object.entries(wanted).every(([key, value]) => Config.Labels[key] === value)
  if (!isOurs) throw new Error(`a container that is not this instance's has the name ${name}`)
}

export const readState = ({ State }: ContainerInfo): SeenContainer['state'] =>
  State === 'running' || State === 'created' ? State : 'exited'

export const readAddress = ({ NetworkSettings }: ContainerInfo): string | null =>
  Object.values(NetworkSettings.Networks)[0]?.IPAddress || null

function readContainer(it: ContainerInfo): SeenContainer[] {
  const { [label.instance]: instanceId, [label.database]: databaseId, [label.volume]: volumeId } = it.Labels
  if (!instanceId || !databaseId || !volumeId) return []
  const exitCode = /^Exited \((\d+)\)/.exec(it.Status)?.[1]
  return [
    {
      containerId: it.Id,
      instanceId,
      databaseId,
      volumeId,
      releaseId: it.Labels[label.release] ?? '',
      specHash: it.Labels[label.spec] ?? '',
      state: readState(it),
      status: it.Status,
      exitCode: exitCode === undefined ? null : Number(exitCode),
      address: readAddress(it),
    },
  ]
}

async function readMemory(docker: DockerConnection, containerId: string): Promise<number> {
  const stats = await docker.getContainer(containerId).stats({ stream: false, 'one-shot': true })
  const detail = stats.memory_stats.stats as Readonly<Record<string, number>> | undefined
  if (!detail) return 0
  // cgroup v1 says total_rss and total_shmem, v2 anon and shmem.
  return (detail.total_rss ?? detail.anon ?? 0) + (detail.total_shmem ?? detail.shmem ?? 0)
}
