import { HostId } from '@holdfast/shared/ids'
import { ObservedHost } from '@holdfast/shared/state/observed'
import type { HostSeen } from '../databases/observation-of.ts'
import type { Tx } from '../platform/database/database.ts'

/** The last observed pages of these hosts with their names. */
export async function listHostsSeen(tx: Tx, ids: readonly HostId[]): Promise<HostSeen[]> {
  if (ids.length === 0) return []
  const rows = await tx.$queryRaw<
    { id: string; name: string; page: unknown; observedAt: Date | null; removedAt: Date | null }[]
  >`
    SELECT h.id, h.name, h.removed_at AS "removedAt", o.page, o.observed_at AS "observedAt"
    FROM host h LEFT JOIN host_observation o ON o.host_id = h.id WHERE h.id = ANY(${ids})`
  return rows.map(({ id, name, removedAt, page, observedAt }) => ({
    hostId: HostId.parse(id),
    name,
    removedAt,
    observedAt,
    page: page === null ? null : ObservedHost.parse(page),
  }))
}

/** The last observed page of one host, locked against a second writer; undefined before the first. */
export async function lockObservedPage(tx: Tx, hostId: HostId): Promise<ObservedHost | undefined> {
  const [row] = await tx.$queryRaw<
    { page: unknown }[]
  >`SELECT page FROM host_observation WHERE host_id = ${hostId} FOR UPDATE`
  return row ? ObservedHost.parse(row.page) : undefined
}

/** Replaces the observed page of a host. Only the agent route calls this. */
export async function saveObservedPage(tx: Tx, page: ObservedHost): Promise<void> {
  const columns = { observedGeneration: page.observedGeneration, observedAt: new Date(page.observedAt), page }
  await tx.hostObservation.upsert({
    where: { hostId: page.hostId },
    create: { hostId: page.hostId, ...columns },
    update: columns,
    select: { hostId: true },
  })
}

/** Every address that the hosts have reported. */
export async function listHostAddresses(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ address: string }[]>`
    SELECT DISTINCT jsonb_array_elements_text(page->'addresses') AS address FROM host_observation`
  return rows.map((row) => row.address)
}
