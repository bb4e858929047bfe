import { WebhookTopic, type WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { OrganizationId, WebhookId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import { inWords } from '../platform/moment.ts'

export interface WebhookRow {
  readonly id: WebhookId
  readonly organizationId: OrganizationId
  readonly url: string
  readonly events: readonly WebhookTopic[]
  readonly secretId: string
  /** Number of the last event that was considered. */
  readonly cursor: number
  readonly failingSince: Date | null
  readonly lastError: string | null
  readonly disabledAt: Date | null
  readonly createdAt: Date
}

interface Columns {
  id: string
  organizationId: string
  url: string
  events: string[]
  secretId: string
  cursor: bigint
  failingSince: Date | null
  lastError: string | null
  disabledAt: Date | null
  createdAt: Date
}

const toRow = (row: Columns): WebhookRow => ({
  ...row,
  id: WebhookId.parse(row.id),
  organizationId: OrganizationId.parse(row.organizationId),
  events: row.events.map((event) => WebhookTopic.parse(event)),
  cursor: Number(row.cursor),
})

export const webhookView = (row: WebhookRow): WebhookView => ({
  id: row.id,
  url: row.url,
  events: [...row.events],
  ...stateOf(row),
  sequence: row.cursor,
  createdAt: row.createdAt.toISOString(),
})

function stateOf({ disabledAt, failingSince, lastError }: WebhookRow): Pick<WebhookView, 'state' | 'because'> {
  const reason = lastError ?? 'its receiver refused'
  if (disabledAt) return { state: 'disabled', because: `disabled at ${inWords(disabledAt)}: ${reason}` }
  if (failingSince) return { state: 'failing', because: `since ${inWords(failingSince)}: ${reason}` }
  return { state: 'active', because: 'its receiver took the last delivery, or none was due' }
}

export async function saveWebhook(
  tx: Tx,
  row: Omit<WebhookRow, 'failingSince' | 'lastError' | 'disabledAt'>,
): Promise<WebhookRow> {
  return toRow(await tx.webhook.create({ data: { ...row, events: [...row.events], cursor: BigInt(row.cursor) } }))
}

export const countWebhooks = (tx: Tx, organizationId: OrganizationId): Promise<number> =>
  tx.webhook.count({ where: { organizationId } })

/** Two creates of one organization pass one after the other. */
export async function lockWebhooks(tx: Tx, organizationId: OrganizationId): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`holdfast webhooks ${organizationId}`}, 0))`
}

export async function findWebhookOf(
  tx: Tx,
  organizationId: OrganizationId,
  id: WebhookId,
): Promise<WebhookRow | undefined> {
  const row = await tx.webhook.findFirst({ where: { id, organizationId } })
  return row ? toRow(row) : undefined
}

export async function findWebhook(tx: Tx, id: string): Promise<WebhookRow | undefined> {
  const row = await tx.webhook.findUnique({ where: { id } })
  return row ? toRow(row) : undefined
}

export async function listWebhooks(
  tx: Tx,
  organizationId: OrganizationId,
  page: { after: string | undefined; limit: number },
): Promise<WebhookRow[]> {
  const rows = await tx.webhook.findMany({
    where: { organizationId, ...(page.after === undefined ? {} : { id: { gt: page.after } }) },
    orderBy: { id: 'asc' },
    take: page.limit,
  })
  return rows.map(toRow)
}

/** Removes it with its deliveries and its secret. */
export async function removeWebhook(tx: Tx, { id, secretId }: WebhookRow): Promise<void> {
  await tx.webhook.delete({ where: { id } })
  await tx.secret.deleteMany({ where: { id: secretId } })
}

export async function changeWebhook(
  tx: Tx,
  id: WebhookId,
  change: Partial<Pick<WebhookRow, 'failingSince' | 'lastError' | 'disabledAt'>>,
): Promise<WebhookRow> {
  return toRow(await tx.webhook.update({ where: { id }, data: change }))
}

/** The receiver took something: whatever was wrong is mended. */
export async function saveWorks(tx: Tx, id: WebhookId): Promise<void> {
  await tx.webhook.updateMany({
    where: { id, failingSince: { not: null } },
    data: { failingSince: null, lastError: null },
  })
}

/** An attempt failed. The first of a row of failures says since when; the row is locked until the transaction ends. */
export async function saveFails(
  tx: Tx,
  id: WebhookId,
  { now, because }: { now: Date; because: string },
): Promise<WebhookRow | undefined> {
  await tx.$executeRaw`
    UPDATE webhook SET failing_since = coalesce(failing_since, ${now}), last_error = ${because} WHERE id = ${id}`
  return findWebhook(tx, id)
}

/** Enabled webhooks whose organization has events beyond their cursor. */
export async function listBehind(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT w.id FROM webhook w WHERE w.disabled_at IS NULL AND EXISTS (
      SELECT 1 FROM event_number n
      WHERE n.organization_id = w.organization_id AND n.kind = 'outbox' AND n.sequence > w.cursor)
    LIMIT ${limit}`
  return rows.map((row) => row.id)
}

/** The webhook, kept from every other replica until the transaction ends; undefined when another has it. */
export async function takeWebhook(tx: Tx, id: string): Promise<WebhookRow | undefined> {
  const taken = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM webhook WHERE id = ${id} AND disabled_at IS NULL FOR UPDATE SKIP LOCKED`
  return taken.length === 0 ? undefined : findWebhook(tx, id)
}

export async function saveCursor(tx: Tx, id: WebhookId, cursor: number): Promise<void> {
  await tx.webhook.update({ where: { id }, data: { cursor: BigInt(cursor) }, select: { id: true } })
}
