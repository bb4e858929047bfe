import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import type { UnfinishedOperation } from './current-operation-store.ts'
import { type DatabaseRecord, isWanted, primaryOf } from './database-record.ts'
import { type DatabaseObservation, databaseState } from './database-state.ts'

export interface DatabaseShown {
  readonly database: DatabaseRecord
  /** Null while no host holds it. */
  readonly observation: DatabaseObservation | null
  readonly operation: UnfinishedOperation | null
  /** Host of the endpoint as connection strings name it. */
  readonly endpointHost: string
}

/** A database as people see it. */
export function databaseView({ database, observation, operation, endpointHost }: DatabaseShown): DatabaseView {
  const instance = isWanted(database) ? (observation?.instance ?? null) : null
  const isHeard = observation?.presence.state !== 'silent'
  return {
    id: database.id,
    organizationId: database.organizationId,
    name: database.name,
    engine: database.engine,
    version: database.version,
    size: database.size,
    storageBytes: database.storageBytes,
    usedBytes: observation?.usedBytes ?? null,
    standbys: database.standbys,
    durability: database.durability,
    labels: { ...database.labels },
    allowedNetworks: [...database.allowedNetworks],
    ...databaseState(database, { observation, operation }),
    isProtected: database.isProtected,
    endpoint: database.endpoint ? { host: endpointHost, ...database.endpoint } : null,
    hostId: primaryOf(database)?.hostId ?? null,
    hostName: observation?.hostName ?? null,
    serverVersion: instance?.serverVersion ?? null,
    connections: isHeard ? (instance?.connections ?? null) : null,
    operationId: operation?.id ?? null,
    createdAt: database.createdAt.toISOString(),
    deletedAt: database.deletedAt?.toISOString() ?? null,
    recoverableUntil: database.recoverableUntil?.toISOString() ?? null,
    revision: database.revision,
  }
}
