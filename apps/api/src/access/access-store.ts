import type { RoleGrant } from '@holdfast/shared/contract/access-views'
import { DatabaseId, OperationId } from '@holdfast/shared/ids'
import { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'
import { Prisma } from '../platform/database/generated/client.ts'
import type { AccessRecord, ExtensionRecord, LogicalDatabaseRecord, RoleRecord } from './access-record.ts'
import { type AccessJson, toAccessRecord } from './access-row.ts'

/** Everything wished inside the database `d`, as one JSON document of one moment. */
export const accessDocument = Prisma.sql`jsonb_build_object(
  'databases', (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.name), '[]') FROM access_database l WHERE l.database_id = d.id),
  'roles', (SELECT coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('logins',
      (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.name), '[]') FROM access_login a
        WHERE a.database_id = r.database_id AND a.role_name = r.name)) ORDER BY r.name), '[]')
    FROM access_role r WHERE r.database_id = d.id),
  'extensions', (SELECT coalesce(jsonb_agg(to_jsonb(e) ORDER BY e.logical_database, e.name), '[]')
    FROM access_extension e WHERE e.database_id = d.id),
  'authority', (SELECT jsonb_build_object('certificate', c.certificate, 'crl', c.crl)
    FROM client_authority c WHERE c.database_id = d.id))`

export async function readAccess(tx: Tx, databaseId: DatabaseId): Promise<AccessRecord> {
  const [row] = await tx.$queryRaw<{ document: AccessJson }[]>`
    SELECT ${accessDocument} AS document FROM database d WHERE d.id = ${databaseId}`
  if (!row) throw new Error(`database ${databaseId} is not in the books`)
  return toAccessRecord(row.document)
}

export async function saveRole(tx: Tx, databaseId: DatabaseId, role: RoleRecord): Promise<void> {
  const { logins, grants, ...row } = role
  await tx.accessRole.create({ data: { ...row, databaseId, grants: grants.map((it) => ({ ...it })) } })
  await tx.accessLogin.createMany({ data: logins.map((it) => ({ ...it, databaseId, roleName: role.name })) })
}

export type RoleChange = Partial<Pick<RoleRecord, 'replication' | 'needsCertificate' | 'state'>> & {
  readonly grants?: readonly RoleGrant[]
}

export async function changeRoleRow(
  tx: Tx,
  { databaseId, name }: { databaseId: DatabaseId; name: string },
  { grants, ...change }: RoleChange,
): Promise<void> {
  const data = { ...change, ...(grants ? { grants: grants.map((it) => ({ ...it })) } : {}) }
  await tx.accessRole.update({ where: { databaseId_name: { databaseId, name } }, data })
}

/** Forgets a role with its logins and their sealed secrets. */
export async function forgetRole(tx: Tx, databaseId: DatabaseId, { name, logins }: RoleRecord): Promise<void> {
  await tx.accessRole.delete({ where: { databaseId_name: { databaseId, name } } })
  const secrets = logins.flatMap((it) => [it.passwordSecretId, it.verifierSecretId])
  await tx.secret.deleteMany({ where: { databaseId, id: { in: secrets } } })
}

export async function saveLogicalDatabase(tx: Tx, databaseId: DatabaseId, row: LogicalDatabaseRecord): Promise<void> {
  const { name, ...columns } = row
  await tx.accessDatabase.upsert({
    where: { databaseId_name: { databaseId, name } },
    create: { ...row, databaseId },
    update: columns,
  })
}

/** Forgets a logical database with the grants and extensions that were wished in it. */
export async function forgetLogicalDatabase(tx: Tx, databaseId: DatabaseId, name: string): Promise<void> {
  await tx.accessDatabase.delete({ where: { databaseId_name: { databaseId, name } } })
  await tx.accessExtension.deleteMany({ where: { databaseId, logicalDatabase: name } })
  await tx.$executeRaw`
    UPDATE access_role SET grants = jsonb_path_query_array(grants, '$[*] ? (@.database != $name)',
      jsonb_build_object('name', ${name}::text)) WHERE database_id = ${databaseId}`
}

export async function saveExtension(
  tx: Tx,
  databaseId: DatabaseId,
  { database, name, state }: ExtensionRecord,
): Promise<void> {
  const key = { databaseId, logicalDatabase: database, name }
  const where = { databaseId_logicalDatabase_name: key }
  await tx.accessExtension.upsert({ where, create: { ...key, state }, update: { state } })
}

export async function forgetExtension(
  tx: Tx,
  databaseId: DatabaseId,
  { database, name }: Pick<ExtensionRecord, 'database' | 'name'>,
): Promise<void> {
  await tx.accessExtension.delete({
    where: { databaseId_logicalDatabase_name: { databaseId, logicalDatabase: database, name } },
  })
}

/** The unfinished change of access, and what it is about. */
export interface ChangeUnderWay {
  readonly operationId: OperationId
  readonly items: ReadonlySet<string>
  readonly because: string | null
}

const InputWithItems = z.object({ items: z.array(z.string()) })

export async function findChangeUnderWay(tx: Tx, databaseId: DatabaseId): Promise<ChangeUnderWay | undefined> {
  const row = await tx.operation.findFirst({
    where: { databaseId, state: 'running', kind: 'change-access' },
    select: { id: true, input: true, because: true },
  })
  if (!row) return undefined
  const { items } = InputWithItems.parse(row.input)
  return { operationId: OperationId.parse(row.id), items: new Set(items), because: row.because }
}

export interface DueLogicalDatabase {
  readonly databaseId: DatabaseId
  readonly name: string
}

/** Deleted logical databases whose time to come back is over, of databases that nobody works on, oldest first. */
export async function listExpiredLogicalDatabases(tx: Tx, now: Date, limit: number): Promise<DueLogicalDatabase[]> {
  const rows = await tx.$queryRaw<{ databaseId: string; name: string }[]>`
    SELECT l.database_id AS "databaseId", l.name FROM access_database l JOIN database d ON d.id = l.database_id
    WHERE l.state = 'deleted' AND l.recoverable_until <= ${now} AND d.life = 'present'
      AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.database_id = d.id AND o.state = 'running')
    ORDER BY l.recoverable_until LIMIT ${limit}`
  return rows.map(({ databaseId, name }) => ({ databaseId: DatabaseId.parse(databaseId), name }))
}

/**
 * Databases that nobody works on, with something that is to go and whose operation has ended before it went. In no order: what a host
 * refuses for ever must not stand before everybody else.
 */
export async function listUnconcluded(tx: Tx, limit: number): Promise<DatabaseId[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM database d WHERE d.life = 'present'
      AND d.id IN (SELECT database_id FROM access_role WHERE state = 'absent'
        UNION SELECT database_id FROM access_extension WHERE state = 'absent'
        UNION SELECT database_id FROM access_database WHERE state = 'erased')
      AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.database_id = d.id AND o.state = 'running')
    ORDER BY random() LIMIT ${limit}`
  return rows.map((row) => DatabaseId.parse(row.id))
}
