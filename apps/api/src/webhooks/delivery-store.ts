import type { DeliveryView } from '@holdfast/shared/contract/webhook-routes'
import { DeliveryId, newId, type WebhookId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import type { WebhookMessage } from './message-of.ts'

export interface DeliveryRow {
  readonly id: DeliveryId
  readonly type: string
  readonly sequence: number | null
  readonly body: string
  readonly state: DeliveryView['state']
  readonly attempts: number
  readonly status: number | null
  readonly because: string
  readonly nextAttemptAt: Date | null
  readonly createdAt: Date
  readonly deliveredAt: Date | null
}

type Columns = Omit<DeliveryRow, 'id' | 'state' | 'sequence'> & { id: string; state: string; sequence: bigint | null }

const toRow = (row: Columns): DeliveryRow => ({
  ...row,
  id: DeliveryId.parse(row.id),
  sequence: row.sequence === null ? null : Number(row.sequence),
  state: row.state as DeliveryView['state'],
})

export const deliveryView = ({ body: _, ...row }: DeliveryRow): DeliveryView => ({
  id: row.id,
  type: row.type,
  sequence: row.sequence,
  state: row.state,
  attempts: row.attempts,
  status: row.status,
  because: row.because,
  nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
})

export interface NewDelivery extends WebhookMessage {
  readonly sequence: number | null
}

/** Due at once. The event that a webhook has a delivery for is left out. */
export async function saveDeliveries(
  tx: Tx,
  webhookId: WebhookId,
  { deliveries, now }: { deliveries: readonly NewDelivery[]; now: Date },
): Promise<DeliveryRow[]> {
  const rows = await tx.delivery.createManyAndReturn({
    data: deliveries.map(({ type, body, sequence }) => ({
      id: newId('dl', now.getTime()),
      webhookId,
      type,
      body,
      sequence: sequence === null ? null : BigInt(sequence),
      nextAttemptAt: now,
      createdAt: now,
    })),
    skipDuplicates: true,
  })
  return rows.map(toRow)
}

/** Newest first. */
export async function listDeliveries(
  tx: Tx,
  webhookId: WebhookId,
  page: { after: string | undefined; limit: number },
): Promise<DeliveryRow[]> {
  const rows = await tx.delivery.findMany({
    where: { webhookId, ...(page.after === undefined ? {} : { id: { lt: page.after } }) },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toRow)
}

/** Due at once, with attempts counted anew; undefined when the webhook has no such delivery. */
export async function renewDelivery(
  tx: Tx,
  key: { webhookId: WebhookId; id: DeliveryId },
  now: Date,
): Promise<DeliveryRow | undefined> {
  const data = { state: 'pending', attempts: 0, because: '', status: null, deliveredAt: null, nextAttemptAt: now }
  const [row] = await tx.delivery.updateManyAndReturn({ where: key, data })
  return row && toRow(row)
}

/** Everything that waits is tried at once. */
export async function hastenDeliveries(tx: Tx, webhookId: WebhookId, now: Date): Promise<void> {
  await tx.delivery.updateMany({ where: { webhookId, state: 'pending' }, data: { nextAttemptAt: now } })
}

/** Enabled webhooks with something due. */
export async function listDueWebhooks(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT d.webhook_id AS id FROM delivery d JOIN webhook w ON w.id = d.webhook_id
    WHERE d.next_attempt_at <= ${now} AND w.disabled_at IS NULL LIMIT ${limit}`
  return rows.map((row) => row.id)
}

/** Takes the oldest due delivery for one attempt; whoever dies with it is followed by another at `until`. */
export async function claimDelivery(
  tx: Tx,
  webhookId: WebhookId,
  { now, until }: { now: Date; until: Date },
): Promise<DeliveryRow | undefined> {
  const claimed = await tx.$queryRaw<{ id: string }[]>`
    UPDATE delivery SET attempts = attempts + 1, next_attempt_at = ${until} WHERE id = (
      SELECT d.id FROM delivery d JOIN webhook w ON w.id = d.webhook_id
      WHERE d.webhook_id = ${webhookId} AND d.next_attempt_at <= ${now} AND w.disabled_at IS NULL
      ORDER BY d.sequence NULLS FIRST, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
    RETURNING id`
  const id = claimed[0]?.id
  const row = id === undefined ? null : await tx.delivery.findUnique({ where: { id } })
  return row ? toRow(row) : undefined
}

export interface Attempted {
  readonly state: DeliveryView['state']
  readonly status: number | null
  readonly because: string
  readonly nextAttemptAt: Date | null
  readonly deliveredAt: Date | null
}

/** What an attempt came to. A delivery that was removed meanwhile stays away. */
export async function saveAttempt(tx: Tx, id: DeliveryId, attempted: Attempted): Promise<void> {
  await tx.delivery.updateMany({ where: { id }, data: { ...attempted } })
}

export async function forgetDeliveries(tx: Tx, before: Date): Promise<void> {
  await tx.delivery.deleteMany({ where: { createdAt: { lt: before }, state: { not: 'pending' } } })
}
