import { HostId } from '@holdfast/shared/ids'
import type { PeerAnnouncement } from '@holdfast/shared/state/peers'
import type { Tx } from '../platform/database/database.ts'
import { Prisma } from '../platform/database/generated/client.ts'
import { turnPage } from './host-store.ts'

/** Each host speaks with so many before and after it in the ring of all, beside those it shares a database with. */
const neighbors = 2

const ring = (order: Prisma.Sql) => Prisma.sql`(SELECT r.id FROM host r
  WHERE r.removed_at IS NULL AND r.peer_port IS NOT NULL AND r.id <> h.id ORDER BY ${order} LIMIT ${neighbors})`

/** Ids of the hosts whose agents those of host \`h\` speak with. Whoever is on a host's list has that host on its own. */
export const peerIds = Prisma.sql`(
  SELECT theirs.host_id FROM instance ours JOIN instance theirs ON theirs.database_id = ours.database_id
    WHERE ours.host_id = h.id AND theirs.host_id <> h.id
  UNION ${ring(Prisma.sql`(r.id < h.id), r.id`)}
  UNION ${ring(Prisma.sql`(r.id > h.id), r.id DESC`)})`

/**
 * One change of who knows whom at a time: two hosts that announce themselves at once would miss each other. Held until the
 * transaction ends, and taken before any host's row.
 */
export async function lockPeers(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(72707409)::text`
}

/** What the peers of this host must know of it has changed, in this transaction: their pages turn. */
export async function turnPagesOfPeers(tx: Tx, hostId: HostId): Promise<void> {
  await lockPeers(tx)
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM host h JOIN host p ON p.id IN ${peerIds} WHERE h.id = ${hostId} AND p.removed_at IS NULL ORDER BY p.id`
  for (const { id } of rows) await turnPage(tx, HostId.parse(id))
}

/** Where the agent of this host is reached from now on; everybody concerned gets a new page. */
export async function saveAnnouncement(
  tx: Tx,
  hostId: HostId,
  { announced, now }: { announced: Pick<PeerAnnouncement, 'addresses' | 'port'> | undefined; now: Date },
): Promise<void> {
  const change = { peerAddresses: announced?.addresses ?? [], peerPort: announced?.port ?? null }
  await lockPeers(tx)
  // Those who knew it under its old address must hear that it is gone, too.
  if (!announced) await turnPagesOfPeers(tx, hostId)
  await tx.host.update({
    where: { id: hostId },
    data: { ...change, peerVersion: { increment: 1 }, peerAnnouncedAt: now },
    select: { id: true },
  })
  if (announced) await turnPagesOfPeers(tx, hostId)
  await turnPage(tx, hostId)
}
