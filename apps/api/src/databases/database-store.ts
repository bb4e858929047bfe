import { findSize } from '@holdfast/shared/engines/sizes'
import { DatabaseId, type HostId, OrganizationId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import { Prisma } from '../platform/database/generated/client.ts'
import type { DatabaseRecord } from './database-record.ts'
import { type DatabaseJson, toDatabaseRecord } from './database-row.ts'
import { savePoolerLogin } from './pooler-login-store.ts'
import type { Amounts } from './quota.ts'

/** One JSON document a database, so that one statement reads it whole and from one moment. */
export const databaseDocument = Prisma.sql`to_jsonb(d) || jsonb_build_object(
  'instances', (SELECT coalesce(jsonb_agg(to_jsonb(i) ORDER BY i.id), '[]') FROM instance i WHERE i.database_id = d.id),
  'volumes', (SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY v.id), '[]') FROM volume v WHERE v.database_id = d.id),
  'logins', (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.name), '[]') FROM login l WHERE l.database_id = d.id),
  'pooler', (SELECT to_jsonb(p) FROM pooler_login p WHERE p.database_id = d.id),
  'endpoint', (SELECT to_jsonb(e) FROM endpoint e WHERE e.database_id = d.id))`

/** Databases of a condition over `d`, in the given order. */
async function readDatabases(tx: Tx, rest: Prisma.Sql): Promise<DatabaseRecord[]> {
  const rows = await tx.$queryRaw<
    { document: DatabaseJson }[]
  >`SELECT ${databaseDocument} AS document FROM database d ${rest}`
  return rows.map((row) => toDatabaseRecord(row.document))
}

export async function findDatabase(tx: Tx, id: DatabaseId): Promise<DatabaseRecord | undefined> {
  const [database] = await readDatabases(tx, Prisma.sql`WHERE d.id = ${id}`)
  return database
}

/** By id, or by name: the one that holds the name now, else the last deleted one that can still be brought back. */
export async function findDatabaseOf(
  tx: Tx,
  organizationId: OrganizationId,
  idOrName: string,
): Promise<DatabaseRecord | undefined> {
  const [database] = await readDatabases(
    tx,
    Prisma.sql`WHERE d.organization_id = ${organizationId} AND (d.id = ${idOrName} OR d.name = ${idOrName})
      AND d.life <> 'erased' ORDER BY d.id = ${idOrName} DESC, d.life = 'deleted', d.deleted_at DESC NULLS FIRST LIMIT 1`,
  )
  return database
}

/** The last deleted database of this id or name that can still be brought back. */
export async function findDeletedDatabase(
  tx: Tx,
  organizationId: OrganizationId,
  idOrName: string,
): Promise<DatabaseRecord | undefined> {
  const [database] = await readDatabases(
    tx,
    Prisma.sql`WHERE d.organization_id = ${organizationId} AND (d.id = ${idOrName} OR d.name = ${idOrName})
      AND d.life = 'deleted' ORDER BY d.id = ${idOrName} DESC, d.deleted_at DESC LIMIT 1`,
  )
  return database
}

/** Keeps every other change of this database waiting until this transaction ends. */
export async function lockDatabase(tx: Tx, id: DatabaseId): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM database WHERE id = ${id} FOR UPDATE`
}

export interface ListOptions {
  readonly organizationId: OrganizationId
  /** Id of the last one of the page before. */
  readonly after: string | undefined
  readonly limit: number
  readonly isDeleted: boolean
  /** Part of the name. */
  readonly q: string | undefined
}

/** Every database with an instance or a volume on this host. */
export const listDatabasesOnHost = (tx: Tx, hostId: HostId): Promise<DatabaseRecord[]> =>
  readDatabases(
    tx,
    Prisma.sql`WHERE d.life <> 'erased' AND d.id IN (SELECT database_id FROM instance WHERE host_id = ${hostId}
      UNION SELECT database_id FROM volume WHERE host_id = ${hostId}) ORDER BY d.id`,
  )

/** Deleted databases whose time to come back is over and that no operation works on, oldest first. */
export const listExpiredDatabases = (tx: Tx, now: Date, limit: number): Promise<DatabaseRecord[]> =>
  readDatabases(
    tx,
    Prisma.sql`WHERE d.life = 'deleted' AND d.recoverable_until <= ${now}
      AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.database_id = d.id AND o.state = 'running')
      ORDER BY d.recoverable_until LIMIT ${limit}`,
  )

/** Inserts a database with all that belongs to it. */
export async function saveNewDatabase(tx: Tx, record: DatabaseRecord): Promise<void> {
  const { labels, allowedNetworks, instances, volumes, endpoint, logins, pooler, ...row } = record
  await tx.database.create({
    data: { ...row, labels: { ...labels }, allowedNetworks: [...allowedNetworks] },
    select: { id: true },
  })
  const databaseId = record.id
  await tx.volume.createMany({ data: volumes.map((volume) => ({ ...volume, databaseId })) })
  await tx.instance.createMany({ data: instances.map((instance) => ({ ...instance, databaseId })) })
  await tx.login.createMany({ data: logins.map((login) => ({ ...login, databaseId })) })
  if (pooler) await savePoolerLogin(tx, databaseId, pooler)
  if (endpoint) await tx.endpoint.createMany({ data: [{ ...endpoint, databaseId }] })
}

export type DatabaseChange = Partial<
  Pick<
    DatabaseRecord,
    'name' | 'labels' | 'allowedNetworks' | 'isProtected' | 'storageBytes' | 'life' | 'deletedAt' | 'recoverableUntil'
  >
>

/** Writes a change that people see; the revision grows. */
export async function changeDatabaseRow(tx: Tx, id: DatabaseId, change: DatabaseChange): Promise<void> {
  const { labels, allowedNetworks, ...rest } = change
  await tx.database.update({
    where: { id },
    data: {
      ...rest,
      ...(labels ? { labels: { ...labels } } : {}),
      ...(allowedNetworks ? { allowedNetworks: [...allowedNetworks] } : {}),
      revision: { increment: 1 },
    },
  })
}

/** Asks for one more restart of the database's instances. */
export async function wantRestart(tx: Tx, databaseId: DatabaseId): Promise<void> {
  await tx.instance.updateMany({ where: { databaseId }, data: { restarts: { increment: 1 } } })
}

/** Asks the hosts for larger volumes. */
export async function wantLarger(tx: Tx, databaseId: DatabaseId, storageBytes: number): Promise<void> {
  await tx.volume.updateMany({
    where: { databaseId, sizeBytes: { lt: storageBytes } },
    data: { sizeBytes: storageBytes },
  })
}

/** Asks the hosts to erase the volumes; the ports may be given to others a day later. */
export async function wantErased(tx: Tx, databaseId: DatabaseId, now: Date): Promise<void> {
  await tx.volume.updateMany({ where: { databaseId }, data: { state: 'erased' } })
  await tx.endpoint.updateMany({ where: { databaseId, releasedAt: null }, data: { releasedAt: now } })
}

/** Forgets volumes that a host has erased. */
export async function forgetVolumes(tx: Tx, volumeIds: readonly string[]): Promise<void> {
  await tx.volume.deleteMany({ where: { id: { in: [...volumeIds] }, state: 'erased' } })
}

/** Removes instances, logins and sealed secrets of a database that is gone. */
export async function forgetBelongings(tx: Tx, databaseId: DatabaseId): Promise<void> {
  await tx.instance.deleteMany({ where: { databaseId } })
  await tx.login.deleteMany({ where: { databaseId } })
  await tx.poolerLogin.deleteMany({ where: { databaseId } })
  await tx.accessRole.deleteMany({ where: { databaseId } })
  await tx.accessDatabase.deleteMany({ where: { databaseId } })
  await tx.accessExtension.deleteMany({ where: { databaseId } })
  await tx.clientCertificate.deleteMany({ where: { databaseId } })
  await tx.clientAuthority.deleteMany({ where: { databaseId } })
  await tx.secret.deleteMany({ where: { databaseId } })
}

/** Direct ports that nobody else may get: of every endpoint that is in use or was released after `releasedAfter`. Older ones are forgotten. */
export async function listTakenPorts(tx: Tx, releasedAfter: Date): Promise<Set<number>> {
  await tx.endpoint.deleteMany({ where: { releasedAt: { lte: releasedAfter } } })
  const rows = await tx.endpoint.findMany({ select: { directPort: true } })
  return new Set(rows.map((row) => row.directPort))
}

/** True when another database of the organization holds the name. */
export async function isNameTaken(tx: Tx, organizationId: OrganizationId, name: string): Promise<boolean> {
  const row = await tx.database.findFirst({
    where: { organizationId, name, life: { in: ['creating', 'present'] } },
    select: { id: true },
  })
  return row !== null
}

interface SizeSum {
  size: string
  count: number
  storage: number
}

/** What the organization's databases are promised; deleted ones no longer count. */
export async function usedBy(tx: Tx, organizationId: OrganizationId): Promise<Amounts> {
  const sums = await tx.$queryRaw<SizeSum[]>`
    SELECT size, count(*)::int AS count, sum(storage_bytes)::float8 AS storage FROM database
    WHERE organization_id = ${organizationId} AND life IN ('creating', 'present') GROUP BY size`
  return sums.reduce<Amounts>(
    (total, { size, count, storage }) => ({
      databases: total.databases + count,
      cpus: total.cpus + count * (findSize(size)?.cpus ?? 0),
      memoryBytes: total.memoryBytes + count * (findSize(size)?.memoryBytes ?? 0),
      storageBytes: total.storageBytes + storage,
      connections: total.connections + count * (findSize(size)?.connectionLimit ?? 0),
    }),
    { databases: 0, cpus: 0, memoryBytes: 0, storageBytes: 0, connections: 0 },
  )
}

/** The organization's limits, locked: creates of one organization pass one after the other, so its quota is exact. */
export async function lockLimits(tx: Tx, organizationId: OrganizationId): Promise<Amounts | undefined> {
  const [limits] = await tx.$queryRaw<Amounts[]>`
    SELECT databases_limit AS "databases", cpus_limit AS "cpus", memory_limit_bytes::float8 AS "memoryBytes",
      storage_limit_bytes::float8 AS "storageBytes", connections_limit AS "connections"
    FROM organization WHERE id = ${organizationId} FOR UPDATE`
  return limits
}

/** Volumes to be erased that the newest page of their host, made from its newest desired page, no longer shows; or whose host was removed. */
export async function listErasedVolumesGone(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM volume v JOIN host h ON h.id = v.host_id LEFT JOIN host_observation o ON o.host_id = h.id
    WHERE v.state = 'erased' AND (h.removed_at IS NOT NULL OR o.observed_generation >= h.generation
      AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(o.page->'volumes') seen WHERE seen->>'volumeId' = v.id))
    LIMIT ${limit}`
  return rows.map((row) => row.id)
}

/** Databases that are gone with all their volumes and whose keys still exist. */
export async function listUnshredded(tx: Tx, limit: number): Promise<Pick<DatabaseRecord, 'id' | 'organizationId'>[]> {
  const rows = await tx.database.findMany({
    where: { life: 'erased', shreddedAt: null, volumes: { none: {} } },
    select: { id: true, organizationId: true },
    take: limit,
  })
  return rows.map((row) => ({ id: DatabaseId.parse(row.id), organizationId: OrganizationId.parse(row.organizationId) }))
}

/** The keys of a database that is gone were shredded; what they sealed is removed with them. */
export async function saveShredded(tx: Tx, id: DatabaseId, now: Date): Promise<void> {
  await forgetBelongings(tx, id)
  await tx.database.update({ where: { id }, data: { shreddedAt: now }, select: { id: true } })
}
