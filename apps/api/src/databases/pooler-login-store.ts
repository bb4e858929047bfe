import { DatabaseId, HostId, OrganizationId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import type { PoolerLoginRecord } from './database-record.ts'

export async function savePoolerLogin(tx: Tx, databaseId: DatabaseId, login: PoolerLoginRecord): Promise<void> {
  await tx.poolerLogin.create({ data: { ...login, databaseId } })
}

export interface UnpooledDatabase {
  readonly id: DatabaseId
  readonly organizationId: OrganizationId
  readonly engine: string
  readonly hostIds: readonly HostId[]
}

/** Databases that exist, or can come back, without a login for a pooler; their rows stay locked. */
export async function listUnpooledDatabases(tx: Tx, limit: number): Promise<UnpooledDatabase[]> {
  const rows = await tx.$queryRaw<{ id: string; organizationId: string; engine: string; hostIds: string[] }[]>`
    SELECT d.id, d.organization_id AS "organizationId", d.engine,
      ARRAY(SELECT DISTINCT i.host_id FROM instance i WHERE i.database_id = d.id ORDER BY 1) AS "hostIds"
    FROM database d WHERE d.life <> 'erased' AND NOT EXISTS (SELECT FROM pooler_login p WHERE p.database_id = d.id)
    ORDER BY d.id LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED`
  return rows.map((row) => ({
    id: DatabaseId.parse(row.id),
    organizationId: OrganizationId.parse(row.organizationId),
    engine: row.engine,
    hostIds: row.hostIds.map((id) => HostId.parse(id)),
  }))
}
