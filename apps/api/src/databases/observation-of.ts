import type { HostId } from '@holdfast/shared/ids'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { type DatabaseRecord, primaryOf } from './database-record.ts'
import type { DatabaseObservation, Presence } from './database-state.ts'

/** What is known of one host when a database on it is looked at. */
export interface HostSeen {
  readonly hostId: HostId
  readonly name: string
  /** When an operator removed it as dead; null of a host on the books. */
  readonly removedAt: Date | null
  readonly observedAt: Date | null
  readonly page: ObservedHost | null
}

/** The part of a host's observed page that is about this database. */
export function observationOf(database: DatabaseRecord, seen: HostSeen, presence: Presence): DatabaseObservation {
  const instanceId = primaryOf(database)?.id
  const subjects = new Set<string>([
    database.id,
    ...database.instances.map((instance) => instance.id),
    ...database.volumes.map((volume) => volume.id),
  ])
  const volumes = seen.page?.volumes.filter((volume) => subjects.has(volume.volumeId)) ?? []
  return {
    hostName: seen.name,
    hostAddresses: seen.page?.addresses ?? [],
    hostRemovedAt: seen.removedAt,
    presence: seen.removedAt ? { state: 'silent', lastHeardAt: presence.lastHeardAt } : presence,
    observedAt: seen.observedAt,
    instance: seen.page?.instances.find((instance) => instance.instanceId === instanceId) ?? null,
    endpoint: seen.page?.endpoints.find((endpoint) => endpoint.databaseId === database.id) ?? null,
    usedBytes: volumes.length > 0 ? volumes.reduce((sum, volume) => sum + volume.usedBytes, 0) : null,
    conditions: seen.page?.conditions.filter((condition) => subjects.has(condition.subject)) ?? [],
  }
}
