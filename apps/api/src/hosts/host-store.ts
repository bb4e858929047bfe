import { findSize } from '@holdfast/shared/engines/sizes'
import { HostId } from '@holdfast/shared/ids'
import { ObservedHost } from '@holdfast/shared/state/observed'
import { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'
import { Prisma } from '../platform/database/generated/client.ts'
import { notify } from '../platform/database/notifications.ts'
import type { HostAccount, HostRecord } from './host-record.ts'

const HostRow = z.object({
  id: HostId,
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  generation: z.int(),
  createdAt: z.date(),
})

const AccountRow = HostRow.extend({
  seen: ObservedHost.pick({ agentVersion: true, capacity: true, conditions: true }).nullable(),
  refused: z.string().nullable(),
  observedAt: z.date().nullable(),
  sizes: z.array(z.object({ size: z.string(), count: z.int() })),
  storageBytes: z.number(),
})

export interface NewHost extends Pick<HostRecord, 'id' | 'name' | 'labels'> {
  readonly certificateSerial: string
  readonly certificateEndsAt: Date
}

export async function saveHost(tx: Tx, { labels, ...host }: NewHost): Promise<void> {
  await tx.host.create({ data: { ...host, labels: { ...labels } } })
}

export async function listHostIds(tx: Tx): Promise<HostId[]> {
  const rows = await tx.host.findMany({ where: { removedAt: null }, select: { id: true }, orderBy: { id: 'asc' } })
  return rows.map((row) => HostId.parse(row.id))
}

/** Names that hosts carry, to tell a second one of the same hostname apart; no other is added until the transaction ends. */
export async function lockHostNames(tx: Tx): Promise<Set<string>> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(72707403)::text`
  const rows = await tx.host.findMany({ select: { name: true } })
  return new Set(rows.map((row) => row.name))
}

/** Hosts with their last observation and their reservations, in the order of their names; all of them or the named ones. */
export async function listHostAccounts(tx: Tx, ids?: readonly HostId[]): Promise<HostAccount[]> {
  if (ids?.length === 0) return []
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT h.id, h.name, h.labels, h.generation, h.created_at AS "createdAt", o.observed_at AS "observedAt",
      CASE WHEN o.page IS NOT NULL THEN jsonb_build_object('agentVersion', o.page->'agentVersion',
        'capacity', o.page->'capacity', 'conditions', o.page->'conditions') END AS seen,
      (SELECT r.because FROM agent_refusal r WHERE r.subject = h.id AND r.last_at > now() - interval '10 minutes'
        AND r.code <> 'release-not-signed' ORDER BY r.last_at DESC LIMIT 1) AS refused,
      (SELECT coalesce(jsonb_agg(s), '[]') FROM (SELECT d.size, count(*)::int AS count FROM instance i
        JOIN database d ON d.id = i.database_id
        WHERE i.host_id = h.id AND d.life IN ('creating', 'present') GROUP BY d.size) s) AS sizes,
      (SELECT coalesce(sum(v.size_bytes), 0)::float8 FROM volume v WHERE v.host_id = h.id) AS "storageBytes"
    FROM host h LEFT JOIN host_observation o ON o.host_id = h.id
    WHERE h.removed_at IS NULL ${ids ? Prisma.sql`AND h.id = ANY(${ids})` : Prisma.empty}
    ORDER BY h.name`
  return rows.map(toAccount)
}

function toAccount(raw: unknown): HostAccount {
  const { seen, observedAt, refused, sizes, storageBytes, ...host } = AccountRow.parse(raw)
  const sum = (of: 'cpus' | 'memoryBytes') =>
    sizes.reduce((total, { size, count }) => total + count * (findSize(size)?.[of] ?? 0), 0)
  return {
    host,
    observation: seen && observedAt ? { ...seen, observedAt } : null,
    refused,
    reserved: { cpus: sum('cpus'), memoryBytes: sum('memoryBytes'), storageBytes },
    databases: sizes.reduce((total, { count }) => total + count, 0),
  }
}

/** The host's row, locked; undefined when there is none, or no more. */
export async function lockHost(tx: Tx, id: HostId): Promise<z.infer<typeof HostRow> | undefined> {
  const [row] = await tx.$queryRaw<unknown[]>`
    SELECT id, name, labels, generation, created_at AS "createdAt" FROM host
    WHERE id = ${id} AND removed_at IS NULL FOR UPDATE`
  return row === undefined ? undefined : HostRow.parse(row)
}

export async function saveLabels(tx: Tx, id: HostId, labels: Readonly<Record<string, string>>): Promise<void> {
  await tx.host.update({ where: { id }, data: { labels: { ...labels } } })
}

/** One placement at a time in the whole installation: two creates at once never promise the same room. Held until the transaction ends. */
export async function lockPlacement(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(72707401)::text`
}

/**
 * What this host should be has changed, in this transaction: its page gets the next generation and its agent is told at the commit.
 * Returns the generation whose page carries the change.
 */
export async function turnPage(tx: Tx, hostId: HostId): Promise<number> {
  const { generation } = await tx.host.update({
    where: { id: hostId },
    data: { generation: { increment: 1 } },
    select: { generation: true },
  })
  await notify(tx, 'host', hostId)
  return generation
}

/** What every host should be has changed: which images it keeps, for instance. */
export async function turnEveryPage(tx: Tx): Promise<void> {
  for (const id of await listHostIds(tx)) await turnPage(tx, id)
}

/** A host has read more generations than these books have turned, because they are older than it: its next page lies beyond. */
export async function turnPageBeyond(tx: Tx, id: HostId, generation: number): Promise<void> {
  const turned = await tx.host.updateMany({ where: { id, generation: { lt: generation } }, data: { generation } })
  if (turned.count > 0) await turnPage(tx, id)
}

export interface HostCertificate {
  readonly serial: string
  readonly nextSerial: string | null
}

export async function findHostCertificate(tx: Tx, id: HostId): Promise<HostCertificate | undefined> {
  const row = await tx.host.findFirst({ where: { id, removedAt: null } })
  return row ? { serial: row.certificateSerial, nextSerial: row.nextCertificateSerial } : undefined
}

/** A renewed certificate was signed; it counts from its first use on. */
export async function saveNextCertificate(tx: Tx, id: HostId, serial: string): Promise<void> {
  await tx.host.update({ where: { id }, data: { nextCertificateSerial: serial } })
}

/** The renewed certificate was used: the one before it is worth nothing from now on. */
export async function acceptNextCertificate(
  tx: Tx,
  id: HostId,
  { serial, endsAt }: { serial: string; endsAt: Date },
): Promise<void> {
  await tx.host.updateMany({
    where: { id, nextCertificateSerial: serial },
    data: { certificateSerial: serial, nextCertificateSerial: null, certificateEndsAt: endsAt },
  })
}
