import { DatabaseId, HostId, type OrganizationId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

export interface Holders {
  readonly databaseId: DatabaseId
  /** Hosts that have an instance of it. */
  readonly hostIds: readonly HostId[]
}

/** A database of the organization by id or name, also a deleted one while it can be brought back. */
export async function findHolders(
  tx: Tx,
  organizationId: OrganizationId,
  database: string,
): Promise<Holders | undefined> {
  const [row] = await tx.$queryRaw<{ id: string; hosts: string[] }[]>`
    SELECT d.id, ARRAY(SELECT DISTINCT i.host_id FROM instance i WHERE i.database_id = d.id) AS hosts
    FROM database d
    WHERE d.organization_id = ${organizationId} AND (d.id = ${database} OR d.name = ${database}) AND d.life <> 'erased'
    ORDER BY d.life = 'deleted', d.deleted_at DESC NULLS FIRST LIMIT 1`
  return row && { databaseId: DatabaseId.parse(row.id), hostIds: row.hosts.map((it) => HostId.parse(it)) }
}

export async function findHostId(tx: Tx, host: string): Promise<HostId | undefined> {
  const row = await tx.host.findFirst({
    where: { removedAt: null, OR: [{ id: host }, { name: host }] },
    select: { id: true },
  })
  return row ? HostId.parse(row.id) : undefined
}
