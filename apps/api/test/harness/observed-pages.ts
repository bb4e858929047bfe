import type { HostId } from '@holdfast/shared/ids'
import type { DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import type { ObservedAccess, ObservedHost } from '@holdfast/shared/state/observed'
import { GiB } from '@holdfast/shared/units'

export const roomy = { cpus: 8, memoryBytes: 64 * GiB, storageBytes: 1000 * GiB, storageFreeBytes: 900 * GiB }

export const emptyPage = (hostId: HostId): ObservedHost => ({
  hostId,
  observedGeneration: 0,
  observedAt: new Date().toISOString(),
  agentVersion: 'test',
  addresses: ['127.0.0.1'],
  capacity: roomy,
  volumes: [],
  instances: [],
  endpoints: [],
  releases: [],
  conditions: [],
  tasks: [],
})

/** What a host reports that has done everything its page asks for. */
export function obedient(
  page: DesiredHost,
): Omit<ObservedHost, 'hostId' | 'observedAt' | 'agentVersion' | 'addresses' | 'capacity'> {
  return {
    observedGeneration: page.generation,
    volumes: page.volumes
      .filter((volume) => volume.state === 'present')
      .map(({ volumeId, format, sizeBytes }) => ({
        volumeId,
        format,
        sizeBytes,
        usedBytes: 1,
        mounted: true,
        growth: null,
      })),
    instances: page.instances.map((instance) => ({
      ...sameOf(instance),
      health: 'running',
      because: 'it answers',
      appliedHash: 'a',
      wantedHash: 'a',
      serverVersion: '17.0',
      startedAt: null,
      connections: 0,
      memoryBytes: 1,
      access: obedientAccess(instance),
    })),
    endpoints: page.endpoints.map(({ databaseId }) => ({
      databaseId,
      state: 'open',
      because: 'it leads to the primary',
      openConnections: 0,
      acceptedTotal: 0,
      refusedTotal: 0,
      heldTotal: 0,
      lastRefusal: null,
    })),
    releases: page.releases.map((release) => release.releaseId),
    conditions: [],
    tasks: page.tasks.map(({ taskId }) => ({ taskId, state: 'succeeded', note: 'done', facts: {} })),
  }
}

const sameOf = ({ instanceId, databaseId, releaseId, role, epoch, restarts }: DesiredInstance) => ({
  ...{ instanceId, databaseId, releaseId, role, epoch, restarts },
})

const isPresent = ({ state }: { state: string }) => state === 'present'

/** The inside of an engine that has done everything its page asks for. */
export function obedientAccess({ databaseName, ownerRole, access }: DesiredInstance): ObservedAccess {
  const roles = access?.roles.filter(isPresent) ?? []
  const databases = access?.databases.filter(isPresent) ?? []
  return {
    databases: [
      { name: databaseName, owner: ownerRole },
      ...databases.map(({ name }) => ({ name, owner: `${name}_owner` })),
    ],
    roles: roles.flatMap(({ name, logins, replication }) => [
      { name, canLogin: false, replication },
      ...logins.map((login) => ({ name: login.name, canLogin: true, replication })),
    ]),
    extensions: (access?.extensions ?? [])
      .filter(isPresent)
      .map(({ database, name }) => ({ database, name, version: '1.0' })),
    slots: [],
    refused: [],
    isCut: false,
  }
}
