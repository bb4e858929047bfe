import { webhookRoutes } from '@holdfast/shared/contract/webhook-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import { organizationOf } from '../../people/caller.ts'
import { deliveryView, listDeliveries } from '../../webhooks/delivery-store.ts'
import { findWebhookOf, listWebhooks, webhookView } from '../../webhooks/webhook-store.ts'
import type { Webhooks } from '../../webhooks/webhooks.ts'
import { mount, mountPrepared } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import type { ServerDesk } from '../server-desk.ts'

export function mountWebhooks(server: ServerDesk, webhooks: Webhooks): void {
  mount(server, webhookRoutes.list, ({ database, caller, query }) =>
    pageOf(query, async (page) => (await listWebhooks(database.read, organizationOf(caller), page)).map(webhookView)),
  )
  mountPrepared(server, webhookRoutes.create, {
    prepare: ({ body }) => webhooks.check(body.url),
    async run({ tx, caller, body, audit }) {
      const made = await webhooks.create(tx, caller, body)
      // The path may be the receiver's own secret; auditors see the trail.
      audit(made.webhook.id, { host: new URL(body.url).host, events: body.events })
      return made
    },
  })
  mount(server, webhookRoutes.remove, async ({ tx, caller, params, audit }) => {
    await webhooks.remove(tx, caller, params.webhookId)
    audit(params.webhookId)
  })
  mount(server, webhookRoutes.enable, async ({ tx, caller, params, audit }) => {
    audit(params.webhookId)
    return webhooks.enable(tx, caller, params.webhookId)
  })
  mount(server, webhookRoutes.test, async ({ tx, caller, params, audit }) => {
    audit(params.webhookId)
    return webhooks.test(tx, caller, params.webhookId)
  })
  mount(server, webhookRoutes.deliveries, async ({ database, caller, params, query }) => {
    const webhook = await findWebhookOf(database.read, organizationOf(caller), params.webhookId)
    if (!webhook) throw new Problem('not-found', { subject: params.webhookId })
    return pageOf(query, async (page) => (await listDeliveries(database.read, webhook.id, page)).map(deliveryView))
  })
  mount(server, webhookRoutes.sendAgain, async ({ tx, caller, params, audit }) => {
    audit(params.webhookId, { deliveryId: params.deliveryId })
    return webhooks.sendAgain(tx, caller, params)
  })
}
