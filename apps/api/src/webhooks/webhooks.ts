import type { DeliveryView, WebhookTopic, WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { type DeliveryId, newId, type OrganizationId, WebhookId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Alerts } from '../alerts/alerts.ts'
import { lastSequence } from '../audit/event-feed.ts'
import type { Secrets } from '../keys/secrets.ts'
import { type Caller, organizationOf } from '../people/caller.ts'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import type { Outbound } from '../platform/outbound.ts'
import { deliveryView, hastenDeliveries, renewDelivery, saveDeliveries } from './delivery-store.ts'
import { testMessage } from './message-of.ts'
import { newWebhookSecret } from './sign-message.ts'
import {
  changeWebhook,
  countWebhooks,
  findWebhookOf,
  lockWebhooks,
  removeWebhook,
  saveWebhook,
  type WebhookRow,
  webhookView,
} from './webhook-store.ts'

export interface WebhookParts {
  readonly clock: Clock
  readonly secrets: Secrets
  readonly alerts: Alerts
  readonly outbound: Outbound
}

/** What people and programs can do with webhooks: the functions that routes call, each inside the route's transaction. */
export interface Webhooks {
  /** Throws `address-refused`. It asks the network, so it goes before the transaction. */
  check(url: string): Promise<void>
  create(tx: Tx, caller: Caller, wish: WebhookWish): Promise<{ webhook: WebhookView; secret: string }>
  remove(tx: Tx, caller: Caller, id: WebhookId): Promise<void>
  enable(tx: Tx, caller: Caller, id: WebhookId): Promise<WebhookView>
  test(tx: Tx, caller: Caller, id: WebhookId): Promise<DeliveryView>
  sendAgain(tx: Tx, caller: Caller, which: { webhookId: WebhookId; deliveryId: DeliveryId }): Promise<DeliveryView>
}

export interface WebhookWish {
  readonly url: string
  readonly events: readonly WebhookTopic[]
}

const most = 20

export function openWebhooks(parts: WebhookParts): Webhooks {
  const { clock, alerts, outbound } = parts
  return {
    check: (url) => outbound.check(url),
    create: (tx, caller, wish) => createWebhook(tx, parts, { ...wish, organizationId: organizationOf(caller) }),

    async remove(tx, caller, id) {
      const webhook = await findTheirs(tx, caller, id)
      await removeWebhook(tx, webhook)
      await alerts.close(tx, failingAlert(webhook), 'the webhook was removed')
    },

    async enable(tx, caller, id) {
      const webhook = await findTheirs(tx, caller, id)
      const enabled = await changeWebhook(tx, id, { disabledAt: null, failingSince: null, lastError: null })
      await hastenDeliveries(tx, id, clock.now())
      await alerts.close(tx, failingAlert(webhook), 'the webhook was enabled again')
      await wake(tx, webhook)
      return webhookView(enabled)
    },

    async test(tx, caller, id) {
      const webhook = demandEnabled(await findTheirs(tx, caller, id))
      const now = clock.now()
      const deliveries = [{ ...testMessage(id, now), sequence: null }]
      const [row] = await saveDeliveries(tx, id, { deliveries, now })
      if (!row) throw new Error('a test has no delivery')
      await wake(tx, webhook)
      return deliveryView(row)
    },

    async sendAgain(tx, caller, { webhookId, deliveryId }) {
      const webhook = demandEnabled(await findTheirs(tx, caller, webhookId))
      const row = await renewDelivery(tx, { webhookId, id: deliveryId }, clock.now())
      if (!row) throw new Problem('not-found', { subject: deliveryId })
      await wake(tx, webhook)
      return deliveryView(row)
    },
  }
}

/** What an alert about a webhook that does not work is about. */
export const failingAlert = ({ id, organizationId }: WebhookRow) =>
  ({ organizationId, kind: 'webhook-failing', subject: id }) as const

async function createWebhook(
  tx: Tx,
  { clock, secrets }: WebhookParts,
  { organizationId, url, events }: WebhookWish & { organizationId: OrganizationId },
): Promise<{ webhook: WebhookView; secret: string }> {
  await lockWebhooks(tx, organizationId)
  const used = await countWebhooks(tx, organizationId)
  if (used >= most) throw new Problem('quota-exceeded', { what: 'webhooks', limit: most, used, asked: 1 })
  const secret = newWebhookSecret()
  const kept = await secrets.saveSecret(tx, { organizationId, databaseId: null, purpose: 'webhook', value: secret })
  const now = clock.now()
  const row = await saveWebhook(tx, {
    id: WebhookId.parse(newId('wh', now.getTime())),
    organizationId,
    url,
    events: [...new Set(events)],
    secretId: kept.secretId,
    cursor: await lastSequence(tx, organizationId),
    createdAt: now,
  })
  return { webhook: webhookView(row), secret }
}

async function findTheirs(tx: Tx, caller: Caller, id: WebhookId): Promise<WebhookRow> {
  const webhook = await findWebhookOf(tx, organizationOf(caller), id)
  if (!webhook) throw new Problem('not-found', { subject: id })
  return webhook
}

function demandEnabled(webhook: WebhookRow): WebhookRow {
  if (webhook.disabledAt) throw new Problem('webhook-disabled', { because: webhookView(webhook).because })
  return webhook
}

/** Whoever carries deliveries out listens to events. */
const wake = (tx: Tx, { organizationId }: WebhookRow): Promise<void> => notify(tx, 'event', organizationId)
