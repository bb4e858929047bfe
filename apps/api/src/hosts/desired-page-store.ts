import { DatabaseId, type HostId, ReleaseId, TaskId } from '@holdfast/shared/ids'
import { TaskOrder } from '@holdfast/shared/state/tasks'
import { z } from 'zod'
import { type AccessJson, toAccessRecord } from '../access/access-row.ts'
import { accessDocument } from '../access/access-store.ts'
import { toDatabaseRecord } from '../databases/database-row.ts'
import { databaseDocument } from '../databases/database-store.ts'
import type { Tx } from '../platform/database/database.ts'
import { Prisma } from '../platform/database/generated/client.ts'
import type { PageRows } from './desired-page.ts'

const Row = z.object({
  generation: z.int(),
  databases: z.array(z.custom<Parameters<typeof toDatabaseRecord>[0]>()),
  access: z.array(z.object({ databaseId: DatabaseId, access: z.custom<AccessJson>() })),
  releases: z.array(
    z.object({ releaseId: ReleaseId, manifest: z.string(), signature: z.string(), isNewest: z.boolean() }),
  ),
  tasks: z.array(z.object({ taskId: TaskId, order: TaskOrder })),
})

/**
 * Reads in one statement, and so from one moment, everything that a host's page is made of; undefined for an unknown host.
 * With `databaseId` only what concerns that database: enough to judge whether it is settled.
 */
export async function readPageRows(tx: Tx, hostId: HostId, databaseId?: DatabaseId): Promise<PageRows | undefined> {
  const only = databaseId ? Prisma.sql`AND d.id = ${databaseId}` : Prisma.empty
  const [row] = await tx.$queryRaw<unknown[]>`
    SELECT h.generation,
      (SELECT coalesce(jsonb_agg(${databaseDocument} ORDER BY d.id), '[]') FROM database d
        WHERE d.id IN (SELECT database_id FROM instance WHERE host_id = h.id
          UNION SELECT database_id FROM volume WHERE host_id = h.id)
        AND (d.life <> 'erased' OR EXISTS (SELECT 1 FROM volume v WHERE v.database_id = d.id)) ${only}) AS databases,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('databaseId', d.id, 'access', ${accessDocument})), '[]') FROM database d
        WHERE d.life IN ('creating', 'present') AND d.id IN (SELECT database_id FROM instance WHERE host_id = h.id)
        ${only}) AS access,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('releaseId', r.id, 'manifest', r.manifest, 'signature', r.signature,
        'isNewest', r.is_newest) ORDER BY r.id), '[]') FROM (SELECT *, id = first_value(id) OVER (
          PARTITION BY engine, split_part(version, '.', 1) ORDER BY created_at DESC, id DESC) AS is_newest FROM release) r
        WHERE r.is_newest OR r.id IN (SELECT d.release_id FROM database d
          JOIN instance i ON i.database_id = d.id WHERE i.host_id = h.id AND d.life IN ('creating', 'present'))) AS releases,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('taskId', t.id, 'order', t."order") ORDER BY t.id), '[]') FROM task t
        WHERE t.host_id = h.id AND t.settled_at IS NULL) AS tasks
    FROM host h WHERE h.id = ${hostId} AND h.removed_at IS NULL`
  if (!row) return undefined
  const { databases, access, ...rest } = Row.parse(row)
  return {
    hostId,
    ...rest,
    databases: databases.map(toDatabaseRecord),
    access: new Map(access.map((it) => [it.databaseId, toAccessRecord(it.access)])),
  }
}
