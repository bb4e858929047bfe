import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'

const batch = 1000
/** Any number that nobody else uses: one sequencer at a time in the whole installation. */
const advisoryLock = 72_707_400

interface Numbered {
  organization_id: string
}

/**
 * Numbers one batch of committed events. The lock is taken before the numbering statement begins, so its snapshot holds everything
 * that the sequencer before it wrote. Events keep the order in which they were inserted; one that commits later gets a later number.
 */
export async function numberEvents(tx: Tx): Promise<'none' | 'more' | 'done'> {
  const [lock] = await tx.$queryRaw<{ taken: boolean }[]>`SELECT pg_try_advisory_xact_lock(${advisoryLock}) AS "taken"`
  if (!lock?.taken) return 'none'
  const numbered = await tx.$queryRaw<Numbered[]>`
    WITH waiting AS (
      DELETE FROM "unnumbered_event"
      WHERE "arrival" IN (SELECT "arrival" FROM "unnumbered_event" ORDER BY "arrival" LIMIT ${batch})
      RETURNING *
    ), tops AS (
      SELECT "organization_id", "kind", (
        SELECT coalesce(max("sequence"), 0) FROM "event_number" n
        WHERE n."organization_id" = g."organization_id" AND n."kind" = g."kind"
      ) AS "top"
      FROM (SELECT DISTINCT "organization_id", "kind" FROM waiting) g
    )
    INSERT INTO "event_number" ("organization_id", "kind", "sequence", "event_id")
    SELECT "organization_id", "kind",
      "top" + row_number() OVER (PARTITION BY "organization_id", "kind" ORDER BY "arrival"), "event_id"
    FROM waiting JOIN tops USING ("organization_id", "kind")
    RETURNING "organization_id"`
  const organizations = new Set(numbered.map((row) => row.organization_id))
  for (const organization of organizations) await notify(tx, 'event', organization)
  return numbered.length === batch ? 'more' : 'done'
}

export interface NumberedEvent {
  sequence: bigint
  at: Date
  topic: string
  subject: string
  version: number
  view: unknown
}

export interface EventRange {
  organizationId: string
  /** Events after this number. */
  sequence: number
  limit: number
}

export const listNumberedEvents = (tx: Tx, { organizationId, sequence, limit }: EventRange): Promise<NumberedEvent[]> =>
  tx.$queryRaw<NumberedEvent[]>`
    SELECT n."sequence", e."at", e."topic", e."subject", e."version", e."view"
    FROM "event_number" n JOIN "outbox_event" e ON e."id" = n."event_id"
    WHERE n."organization_id" = ${organizationId} AND n."kind" = 'outbox' AND n."sequence" > ${sequence}
    ORDER BY n."sequence" LIMIT ${limit}`

export async function findLastSequence(tx: Tx, organizationId: string): Promise<number> {
  const last = await tx.eventNumber.findFirst({
    where: { organizationId, kind: 'outbox' },
    orderBy: { sequence: 'desc' },
    select: { sequence: true },
  })
  return Number(last?.sequence ?? 0n)
}

export interface NumberedAudit {
  sequence: bigint
  at: Date
  actor: unknown
  address: string | null
  action: string
  subject: string | null
  requestId: string | null
  facts: unknown
}

export interface AuditRange {
  organizationId: string
  /** Events before this number, newest first. */
  before: number
  action: string | null
  /** An id, or a part of a name. */
  actor: string | null
  from: Date | null
  to: Date | null
  limit: number
}

export const listNumberedAudits = (
  tx: Tx,
  { organizationId, before, action, actor, from, to, limit }: AuditRange,
): Promise<NumberedAudit[]> =>
  tx.$queryRaw<NumberedAudit[]>`
    SELECT n."sequence", e."at", e."actor", e."address", e."action", e."subject", e."request_id" AS "requestId", e."facts"
    FROM "event_number" n JOIN "audit_event" e ON e."id" = n."event_id"
    WHERE n."organization_id" = ${organizationId} AND n."kind" = 'audit' AND n."sequence" < ${before}
      AND (${action}::text IS NULL OR e."action" = ${action})
      AND (${actor}::text IS NULL OR e."actor"->>'id' = ${actor}
        OR position(lower(${actor}) in lower(e."actor"->>'name')) > 0)
      AND (${from}::timestamptz IS NULL OR e."at" >= ${from}) AND (${to}::timestamptz IS NULL OR e."at" < ${to})
    ORDER BY n."sequence" DESC LIMIT ${limit}`
