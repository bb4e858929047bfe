import type { WebhookId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Alerts } from '../alerts/alerts.ts'
import { eventsAfter } from '../audit/event-feed.ts'
import type { Secrets } from '../keys/secrets.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound.ts'
import { startSweep } from '../platform/sweep.ts'
import {
  type Attempted,
  claimDelivery,
  type DeliveryRow,
  forgetDeliveries,
  listDueWebhooks,
  saveAttempt,
  saveDeliveries,
} from './delivery-store.ts'
import { messageOf } from './message-of.ts'
import { signMessage } from './sign-message.ts'
import {
  changeWebhook,
  findWebhook,
  listBehind,
  saveCursor,
  saveFails,
  saveWorks,
  takeWebhook,
  type WebhookRow,
} from './webhook-store.ts'
import { failingAlert } from './webhooks.ts'

export interface DeliveryParts {
  readonly database: Database
  readonly secrets: Secrets
  readonly outbound: Outbound
  readonly alerts: Alerts
  readonly clock: Clock
  readonly log: Log
}

const second = 1000
const day = 86_400 * second
const batch = 200
const webhooksAtATime = 30
/** Longer than an attempt can take. */
const claimMs = 60 * second
/** Waits between attempts; then the delivery has failed, and can be sent again by hand. */
const retrySeconds = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
/** So long every attempt has failed before nothing more is sent to a webhook. */
const disabledAfterMs = 3 * day

/**
 * Turns events into deliveries and carries them out, at least once. Nothing is skipped: a webhook's cursor moves in the transaction
 * that makes its deliveries. A slow receiver holds up nobody but itself.
 */
export function startDeliveries(parts: DeliveryParts): { close(): Promise<void> } {
  const busy = new Map<string, Promise<void>>()
  const warn = (err: unknown) => parts.log.warn({ err }, 'webhooks wait')
  const look = async () => {
    await makeDeliveries(parts)
    const due = await listDueWebhooks(parts.database.read, parts.clock.now(), webhooksAtATime * 2)
    for (const id of due) {
      if (busy.has(id) || busy.size >= webhooksAtATime) continue
      const sending = sendDue(parts, id).catch(warn)
      busy.set(
        id,
        sending.finally(() => busy.delete(id)),
      )
    }
    await forgetDeliveries(parts.database.read, new Date(parts.clock.now().getTime() - 30 * day))
  }
  const sweep = startSweep({ look, everyMs: 2 * second, onError: warn })
  const stopListening = parts.database.listen('event', () => sweep.ask())
  return {
    async close() {
      stopListening()
      await sweep.close()
      await Promise.all(busy.values())
    },
  }
}

/** Makes a delivery of each event that concerns a webhook, in order. */
export async function makeDeliveries(parts: DeliveryParts): Promise<void> {
  const { database, log } = parts
  // An event that this replica cannot read, as a newer one may write it, holds up its own organization alone.
  for (const webhookId of await listBehind(database.read, 1000))
    await makeDeliveriesOf(parts, webhookId).catch((err) => log.warn({ err, webhookId }, 'a webhook waits'))
}

async function makeDeliveriesOf({ database, clock }: DeliveryParts, id: string): Promise<void> {
  let isMore = true
  while (isMore)
    isMore = await database.transaction(async (tx) => {
      const webhook = await takeWebhook(tx, id)
      if (!webhook) return false
      const { organizationId, cursor: sequence } = webhook
      const events = await eventsAfter(tx, { organizationId, sequence, limit: batch })
      const wanted = events.filter(({ topic }) => webhook.events.some((it) => it === topic))
      const deliveries = wanted.map((event) => ({ ...messageOf(event), sequence: event.sequence }))
      if (deliveries.length > 0) await saveDeliveries(tx, webhook.id, { deliveries, now: clock.now() })
      const last = events.at(-1)
      if (last) await saveCursor(tx, webhook.id, last.sequence)
      return events.length === batch
    })
}

/** Sends what is due to one webhook, oldest first, until nothing is due or an attempt fails. */
export async function sendDue(parts: DeliveryParts, id: string): Promise<void> {
  const { database, clock } = parts
  for (;;) {
    const webhook = await findWebhook(database.read, id)
    if (!webhook || webhook.disabledAt) return
    const now = clock.now()
    const delivery = await claimDelivery(database.read, webhook.id, { now, until: new Date(now.getTime() + claimMs) })
    if (!delivery || !(await attempt(parts, webhook, delivery))) return
  }
}

/** True when the receiver took it. */
async function attempt(parts: DeliveryParts, webhook: WebhookRow, delivery: DeliveryRow): Promise<boolean> {
  const { database, clock } = parts
  const outcome = await post(parts, webhook, delivery)
  const now = clock.now()
  if (outcome.isTaken) {
    const { status, because } = outcome
    const attempted: Attempted = { state: 'delivered', status, because, nextAttemptAt: null, deliveredAt: now }
    await database.transaction(async (tx) => {
      await saveWorks(tx, webhook.id)
      await saveAttempt(tx, delivery.id, attempted)
    })
    return true
  }
  await saveFailure(parts, webhook.id, { delivery, ...outcome })
  return false
}

interface Outcome {
  readonly isTaken: boolean
  readonly status: number | null
  readonly because: string
}

async function post(parts: DeliveryParts, { url, secretId }: WebhookRow, { id, body }: DeliveryRow): Promise<Outcome> {
  const { secrets, outbound, database, clock } = parts
  try {
    const secret = await secrets.readSecret(database.read, { secretId })
    const headers = { 'content-type': 'application/json', ...signMessage({ id, at: clock.now(), body, secret }) }
    const { status } = await outbound.post(url, { headers, body })
    const isTaken = status >= 200 && status < 300
    const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : ''
    return { isTaken, status, because: `the receiver answered ${status}${redirect}` }
  } catch (error) {
    return { isTaken: false, status: null, because: reasonOf(error) }
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof Problem) return String(error.facts.because ?? error.message).slice(0, 300)
  return (error instanceof Error ? error.message || String(error) : String(error)).slice(0, 300)
}

interface Failure {
  readonly delivery: DeliveryRow
  readonly status: number | null
  readonly because: string
}

async function saveFailure(parts: DeliveryParts, webhookId: WebhookId, failure: Failure): Promise<void> {
  const { database, clock, alerts, log } = parts
  const { delivery, status, because } = failure
  const now = clock.now()
  await database.transaction(async (tx) => {
    const webhook = await saveFails(tx, webhookId, { now, because })
    if (!webhook) return
    const isOver = webhook.failingSince !== null && now.getTime() - webhook.failingSince.getTime() >= disabledAfterMs
    // A webhook that is disabled keeps what waits, for the day it is enabled again.
    const wait = retrySeconds[delivery.attempts - 1] ?? (isOver ? 0 : undefined)
    const nextAttemptAt = wait === undefined ? null : new Date(now.getTime() + wait * second)
    const state = nextAttemptAt ? 'pending' : 'failed'
    await saveAttempt(tx, delivery.id, { state, status, because, nextAttemptAt, deliveredAt: null })
    if (!isOver || webhook.disabledAt) return
    await changeWebhook(tx, webhookId, { disabledAt: now })
    await alerts.open(tx, {
      ...failingAlert(webhook),
      subjectName: new URL(webhook.url).host,
      severity: 'warning',
      because: `nothing is sent to it any more, because every attempt of three days has failed: ${because}`,
    })
    log.warn({ webhookId, because }, 'a webhook was disabled')
  })
}
