import type { QueryOf } from '@holdfast/shared/contract/define-route'
import { AuditEventView, type platformRoutes, StreamEvent } from '@holdfast/shared/contract/platform-routes'
import type { OrganizationId } from '@holdfast/shared/ids'
import { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'
import { findLastSequence, listNumberedAudits, listNumberedEvents } from './event-store.ts'

/** Events after a number, in order, without a gap: an answer shorter than `limit` has reached the newest. */
export async function eventsAfter(
  tx: Tx,
  range: { organizationId: OrganizationId; sequence: number; limit: number },
): Promise<StreamEvent[]> {
  const rows = await listNumberedEvents(tx, range)
  return rows.map(({ sequence, at, ...row }) => {
    const view = { ...row, sequence: Number(sequence), at: at.toISOString() }
    return StreamEvent.parse(view)
  })
}

/** Number of the newest event; 0 before the first. Where a stream without `Last-Event-ID` begins. */
export const lastSequence = (tx: Tx, organizationId: OrganizationId): Promise<number> =>
  findLastSequence(tx, organizationId)

type AuditEvents = { items: z.infer<typeof AuditEventView>[]; nextCursor: string | null }

/** One page of the trail, newest first. An unreadable cursor begins at the newest. */
export async function listAuditEvents(
  tx: Tx,
  query: QueryOf<typeof platformRoutes.auditEvents> & { organizationId: OrganizationId },
): Promise<AuditEvents> {
  const before = z.coerce.number().int().positive().catch(Number.MAX_SAFE_INTEGER).parse(query.cursor)
  const { organizationId, limit, action = null, actor = null } = query
  const [from, to] = [query.from, query.to].map((at) => (at === undefined ? null : new Date(at)))
  const range = { organizationId, before, action, actor, from: from ?? null, to: to ?? null }
  const rows = await listNumberedAudits(tx, { ...range, limit: limit + 1 })
  const items = rows.slice(0, limit).map(({ sequence, at, ...row }) => {
    const view = { ...row, sequence: Number(sequence), at: at.toISOString() }
    return AuditEventView.parse(view)
  })
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? String(last.sequence) : null }
}
