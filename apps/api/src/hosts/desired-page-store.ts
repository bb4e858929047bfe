import { DatabaseId, type HostId, ReleaseId, TaskId } from '@holdfast/shared/ids'
import { DesiredPeer, RouteTicket } from '@holdfast/shared/state/peers'
import { TaskOrder } from '@holdfast/shared/state/tasks'
import { z } from 'zod'
import { type AccessJson, toAccessRecord } from '../access/access-row.ts'
import { accessDocument } from '../access/access-store.ts'
import { toDatabaseRecord } from '../databases/database-row.ts'
import { databaseDocument } from '../databases/database-store.ts'
import type { Tx } from '../platform/database/database.ts'
import { Prisma } from '../platform/database/generated/client.ts'
import type { PageRows } from './desired-page.ts'
import { peerIds } from './peer-store.ts'

const Row = z.object({
  generation: z.int(),
  databases: z.array(z.custom<Parameters<typeof toDatabaseRecord>[0]>()),
  access: z.array(z.object({ databaseId: DatabaseId, access: z.custom<AccessJson>() })),
  releases: z.array(
    z.object({ releaseId: ReleaseId, manifest: z.string(), signature: z.string(), isNewest: z.boolean() }),
  ),
  tasks: z.array(z.object({ taskId: TaskId, order: TaskOrder })),
  peers: z.array(DesiredPeer),
  routes: z.array(RouteTicket),
})

const peers = Prisma.sql`(SELECT coalesce(jsonb_agg(jsonb_build_object('hostId', p.id, 'addresses', to_jsonb(p.peer_addresses),
  'port', p.peer_port, 'serials', to_jsonb(array_remove(ARRAY[p.certificate_serial, p.next_certificate_serial], NULL)),
  'databases', (SELECT coalesce(jsonb_agg(DISTINCT ours.database_id), '[]') FROM instance ours
    JOIN instance theirs ON theirs.database_id = ours.database_id WHERE ours.host_id = h.id AND theirs.host_id = p.id)
  ) ORDER BY p.id), '[]') FROM host p WHERE p.removed_at IS NULL AND p.peer_port IS NOT NULL AND p.id IN ${peerIds})`

/** Where the primaries of this host's databases are: their epoch grows with every move, the version with every change of address. */
const routes = Prisma.sql`(SELECT coalesce(jsonb_agg(jsonb_build_object('databaseId', d.id, 'epoch', d.epoch,
  'version', p.peer_version, 'instanceId', i.id, 'dataGen', 0, 'hostId', p.id, 'addrs', to_jsonb(p.peer_addresses),
  'readers', '[]'::jsonb, 'issuedAt', to_char(p.peer_announced_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  ) ORDER BY d.id), '[]') FROM database d JOIN instance i ON i.database_id = d.id AND i.role = 'primary' JOIN host p ON p.id = i.host_id
  WHERE d.life IN ('creating', 'present') AND p.peer_port IS NOT NULL
  AND EXISTS (SELECT 1 FROM instance own WHERE own.database_id = d.id AND own.host_id = h.id))`

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
        WHERE t.host_id = h.id AND t.settled_at IS NULL) AS tasks,
      ${databaseId ? Prisma.sql`'[]'::jsonb` : peers} AS peers,
      ${databaseId ? Prisma.sql`'[]'::jsonb` : routes} AS routes
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
