import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import type { DatabaseId, OperationId } from '@holdfast/shared/ids'
import { publishEvent } from '../audit/publish-event.ts'
import { listHostsSeen } from '../hosts/observation-store.ts'
import { organizationOf } from '../people/caller.ts'
import type { Tx } from '../platform/database/database.ts'
import { type Asked, findAsked } from './asked.ts'
import { findUnfinished, type UnfinishedOperation } from './current-operation-store.ts'
import type { DatabaseParts } from './database-parts.ts'
import { type DatabaseRecord, primaryOf } from './database-record.ts'
import type { DatabaseObservation } from './database-state.ts'
import { findDatabase, listDatabaseRecords } from './database-store.ts'
import { databaseView } from './database-view.ts'
import { observationOf } from './observation-of.ts'

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

/** The organization's databases in the order of their making. */
export async function listDatabases(
  asked: Asked,
  { limit, cursor, deleted, q }: ListQuery,
): Promise<{ items: DatabaseView[]; nextCursor: string | null }> {
  const records = await listDatabaseRecords(asked.tx, {
    organizationId: organizationOf(asked.caller),
    after: cursor,
    limit: limit + 1,
    isDeleted: deleted === 'true',
    q,
  })
  const page = records.slice(0, limit)
  return { items: await viewAll(asked, page), nextCursor: records.length > limit ? (page.at(-1)?.id ?? null) : null }
}

export async function showDatabase(asked: Asked, database: string): Promise<DatabaseView> {
  const [view] = await viewAll(asked, [await findAsked(asked, database)])
  if (!view) throw new Error('a list of one database has no view')
  return view
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
  return records.map((database) =>
    databaseView({
      database,
      observation: observations.get(database.id) ?? null,
      operation: unfinished(operations.get(database.id), looking),
      endpointHost: endpointHost(looking.parts),
    }),
  )
}

const unfinished = (operation: UnfinishedOperation | undefined, { ended }: Looking): UnfinishedOperation | null =>
  operation && operation.id !== ended ? operation : null

/** The host that connection strings name. */
export const endpointHost = ({ endpointHosts }: DatabaseParts): string => endpointHosts[0] ?? 'localhost'

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
