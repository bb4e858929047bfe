import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { DatabaseId, type OperationId } from '@holdfast/shared/ids'
import { publishEvent } from '../audit/publish-event.ts'
import { listHostsSeen } from '../hosts/observation-store.ts'
import { type Caller, organizationOf } from '../people/caller.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import { unknownDatabase } from './asked.ts'
import { findUnfinished, type UnfinishedOperation } from './current-operation-store.ts'
import type { DatabaseParts } from './database-parts.ts'
import { type DatabaseRecord, primaryOf } from './database-record.ts'
import type { DatabaseObservation } from './database-state.ts'
import { findDatabase } from './database-store.ts'
import { databaseView } from './database-view.ts'
import { endpointHost } from './endpoint-order.ts'
import { observationOf } from './observation-of.ts'
import type { PageMemory } from './page-memory.ts'
import { type AskedById, findSeenByName, listSeen, readHostPages, type SeenDatabase } from './seen-store.ts'

export interface ListQuery {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly deleted: 'true' | 'false'
  readonly q?: string | undefined
}

export interface Looking {
  readonly tx: Tx
  readonly parts: DatabaseParts
  /** An operation that ends in this transaction and is not shown any more. */
  readonly ended?: OperationId
}

/** What reading outside a transaction needs. */
export interface Reading {
  readonly store: Database
  readonly caller: Caller
  readonly parts: DatabaseParts
  readonly pages: PageMemory
  readonly findById: (asked: AskedById) => Promise<SeenDatabase | undefined>
}

/** The organization's databases in the order of their making. */
export async function listDatabases(
  reading: Reading,
  { limit, cursor, deleted, q }: ListQuery,
): Promise<{ items: DatabaseView[]; nextCursor: string | null }> {
  const seen = await listSeen(reading.store, {
    organizationId: organizationOf(reading.caller),
    after: cursor,
    limit: limit + 1,
    isDeleted: deleted === 'true',
    q,
  })
  const items = await viewSeen(reading, seen.slice(0, limit))
  return { items, nextCursor: seen.length > limit ? (items.at(-1)?.id ?? null) : null }
}

export async function showDatabase(reading: Reading, database: string): Promise<DatabaseView> {
  const seen = await findAmong(reading, database)
  const [view] = seen ? await viewSeen(reading, [seen]) : []
  if (!view) throw unknownDatabase(database)
  return view
}

/** No name looks like an id. */
function findAmong({ store, caller, findById }: Reading, idOrName: string): Promise<SeenDatabase | undefined> {
  const organizationId = organizationOf(caller)
  const id = DatabaseId.safeParse(idOrName)
  return id.success ? findById({ organizationId, id: id.data }) : findSeenByName(store, organizationId, idOrName)
}

async function viewSeen({ store, parts, pages }: Reading, all: readonly SeenDatabase[]): Promise<DatabaseView[]> {
  const hosts = all.flatMap(({ host }) => host ?? [])
  const pageOf = await pages.of(hosts, (ids) => readHostPages(store, ids))
  return all.map(({ database, host, operation }) => {
    const observedAt = host?.observedAt ? new Date(host.observedAt) : null
    const removedAt = host?.removedAt ? new Date(host.removedAt) : null
    const seen = host && {
      hostId: host.id,
      name: host.name,
      removedAt,
      observedAt,
      page: pageOf.get(host.id)?.page ?? null,
    }
    const observation = seen && observationOf(database, seen, parts.presence.of(seen.hostId))
    return databaseView({ database, observation, operation, endpointHost: endpointHost(parts, observation) })
  })
}

/** What the hosts say of these databases; absent for one without a host. */
export async function observe(
  { tx, parts }: Looking,
  records: readonly DatabaseRecord[],
): Promise<Map<DatabaseId, DatabaseObservation>> {
  const hostIds = [...new Set(records.flatMap((record) => primaryOf(record)?.hostId ?? []))]
  const seen = new Map((await listHostsSeen(tx, hostIds)).map((host) => [host.hostId, host]))
  return new Map(
    records.flatMap((record) => {
      const host = seen.get(primaryOf(record)?.hostId ?? 'ho_')
      return host ? [[record.id, observationOf(record, host, parts.presence.of(host.hostId))] as const] : []
    }),
  )
}

async function viewAll(looking: Looking, records: readonly DatabaseRecord[]): Promise<DatabaseView[]> {
  const observations = await observe(looking, records)
  const operations = await findUnfinished(
    looking.tx,
    records.map((record) => record.id),
  )
  return records.map((database) => {
    const observation = observations.get(database.id) ?? null
    const operation = unfinished(operations.get(database.id), looking)
    return databaseView({ database, observation, operation, endpointHost: endpointHost(looking.parts, observation) })
  })
}

const unfinished = (operation: UnfinishedOperation | undefined, { ended }: Looking): UnfinishedOperation | null =>
  operation && operation.id !== ended ? operation : null

/** Puts the present views into the event stream; null for a database that is gone for good. */
export async function publishDatabase(looking: Looking, ids: readonly DatabaseId[]): Promise<void> {
  for (const id of ids) {
    const record = await findDatabase(looking.tx, id)
    if (record) await publishRecord(looking, record)
  }
}

/** Puts the present view of a living database into the event stream, and returns it. */
export async function publishedView(looking: Looking, record: DatabaseRecord): Promise<DatabaseView> {
  const view = await publishRecord(looking, record)
  if (!view) throw new Error(`database ${record.id} is gone`)
  return view
}

async function publishRecord(looking: Looking, record: DatabaseRecord): Promise<DatabaseView | null> {
  const [view = null] = record.life === 'erased' ? [] : await viewAll(looking, [record])
  const { id, organizationId, revision } = record
  await publishEvent(looking.tx, { organizationId, topic: 'database', subject: id, version: revision, view })
  return view
}
