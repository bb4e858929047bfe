import type { DatabaseId, HostId, OperationId, OrganizationId } from '@holdfast/shared/ids'
import { ObservedHost } from '@holdfast/shared/state/observed'
import type { Database } from '../platform/database/database.ts'
import { Prisma } from '../platform/database/generated/client.ts'
import type { DatabaseRecord } from './database-record.ts'
import { type DatabaseJson, toDatabaseRecord } from './database-row.ts'
import { databaseDocument, type ListOptions } from './database-store.ts'

/** A database as one statement finds it, with whatever else a view of it needs but its host's page. */
export interface SeenDatabase {
  readonly database: DatabaseRecord
  readonly host: SeenHost | null
  readonly operation: { readonly id: OperationId; readonly kind: string; readonly because: string | null } | null
}

export interface SeenHost {
  readonly id: HostId
  readonly name: string
  readonly removedAt: string | null
  readonly observedAt: string | null
  /** Another one after each change of the host's page; null before the first. */
  readonly pageVersion: string | null
}

interface SeenRow {
  readonly document: DatabaseJson
  readonly host: SeenHost | null
  readonly operation: SeenDatabase['operation']
}

/** A row's place and the transaction that wrote it: no two versions of a row have both in common. */
const pageVersion = Prisma.sql`o.xmin::text || o.ctid::text`

/** What a view of `d` needs beside its host's page. */
const columns = Prisma.sql`${databaseDocument} AS document,
  (SELECT jsonb_build_object('id', h.id, 'name', h.name, 'removedAt', h.removed_at,
    'observedAt', o.observed_at, 'pageVersion', ${pageVersion})
    FROM instance i JOIN host h ON h.id = i.host_id LEFT JOIN host_observation o ON o.host_id = h.id
    WHERE i.database_id = d.id AND i.role = 'primary' ORDER BY i.id LIMIT 1) AS host,
  (SELECT jsonb_build_object('id', p.id, 'kind', p.kind, 'because', p.because) FROM operation p
    WHERE p.database_id = d.id AND p.state = 'running' AND p.parent_id IS NULL ORDER BY p.id DESC LIMIT 1) AS operation`

const toSeen = ({ document, host, operation }: SeenRow): SeenDatabase => ({
  database: toDatabaseRecord(document),
  host,
  operation,
})

async function readSeen(database: Database, rest: Prisma.Sql): Promise<SeenDatabase[]> {
  return (await database.query<SeenRow>(Prisma.sql`SELECT ${columns} FROM database d ${rest}`)).map(toSeen)
}

export interface AskedById {
  readonly organizationId: OrganizationId
  readonly id: DatabaseId
}

/** In the order of the asked; undefined where the organization has none such, or no more. */
export async function findSeenByIds(
  database: Database,
  asked: readonly AskedById[],
): Promise<(SeenDatabase | undefined)[]> {
  const rows = await database.query<SeenRow & { at: string }>(Prisma.sql`SELECT w.at, ${columns}
    FROM unnest(${asked.map(({ organizationId }) => organizationId)}::text[], ${asked.map(({ id }) => id)}::text[])
      WITH ORDINALITY AS w(organization_id, id, at)
    JOIN database d ON d.id = w.id AND d.organization_id = w.organization_id AND d.life <> 'erased'`)
  const found = new Map(rows.map((row) => [Number(row.at), toSeen(row)]))
  return asked.map((_, n) => found.get(n + 1))
}

/** The one that holds the name now, else the last deleted one that can still be brought back. */
export async function findSeenByName(
  database: Database,
  organizationId: OrganizationId,
  name: string,
): Promise<SeenDatabase | undefined> {
  const [seen] = await readSeen(
    database,
    Prisma.sql`WHERE d.name = ${name} AND d.organization_id = ${organizationId} AND d.life <> 'erased'
      ORDER BY d.life = 'deleted', d.deleted_at DESC NULLS FIRST LIMIT 1`,
  )
  return seen
}

/** In the order of their making. */
export function listSeen(
  database: Database,
  { organizationId, after, limit, isDeleted, q }: ListOptions,
): Promise<SeenDatabase[]> {
  const lives = isDeleted ? ['deleted'] : ['creating', 'present']
  return readSeen(
    database,
    Prisma.sql`WHERE d.organization_id = ${organizationId} AND d.life = ANY(${lives}) AND d.id > ${after ?? ''}
      AND position(${q ?? ''} in d.name) > 0 ORDER BY d.id LIMIT ${limit}`,
  )
}

export interface HostPage {
  readonly version: string
  readonly page: ObservedHost
}

/** The newest pages of these hosts. */
export async function readHostPages(database: Database, ids: readonly HostId[]): Promise<Map<HostId, HostPage>> {
  const rows = await database.query<{ id: HostId; version: string; page: unknown }>(
    Prisma.sql`SELECT o.host_id AS id, ${pageVersion} AS version, o.page FROM host_observation o
      WHERE o.host_id = ANY(${ids})`,
  )
  return new Map(rows.map(({ id, version, page }) => [id, { version, page: ObservedHost.parse(page) }]))
}
