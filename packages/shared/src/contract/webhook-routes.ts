import { z } from 'zod'
import { DeliveryId, WebhookId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'

/** What a webhook can hear of: topics of the organization's event stream. */
export const WebhookTopic = z.enum(['database', 'operation', 'token', 'organization', 'alert'])
export type WebhookTopic = z.infer<typeof WebhookTopic>

export const WebhookView = z.object({
  id: WebhookId,
  url: z.string(),
  events: z.array(WebhookTopic),
  state: z.enum(['active', 'failing', 'disabled']),
  because: z.string(),
  /** The last event of the stream that was turned into a delivery or did not concern this webhook. */
  sequence: z.int(),
  createdAt: z.iso.datetime(),
})
export type WebhookView = z.infer<typeof WebhookView>

export const DeliveryView = z.object({
  id: DeliveryId,
  /** `database.changed`, `database.removed`, …, `webhook.test`. */
  type: z.string(),
  /** Number of the event; null for a test. */
  sequence: z.int().nullable(),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  /** HTTP status of the last answer; null when none came. */
  status: z.int().nullable(),
  because: z.string(),
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  deliveredAt: z.iso.datetime().nullable(),
})
export type DeliveryView = z.infer<typeof DeliveryView>

const params = z.object({ webhookId: WebhookId })

export const webhookRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/v1/webhooks',
    summary: 'Webhooks of the organization',
    tag: 'Webhooks',
    access: 'organization:manage',
    query: ListQuery,
    reply: listOf(WebhookView),
  }),
  create: defineRoute({
    method: 'POST',
    path: '/v1/webhooks',
    summary: 'Send events to an address, signed as Standard Webhooks says; the secret is shown once',
    tag: 'Webhooks',
    access: 'organization:manage',
    audit: 'webhook.created',
    idempotent: true,
    status: 201,
    body: z.strictObject({
      url: z.url({ protocol: /^https?$/ }).max(2000),
      /** Left out: all. */
      events: z
        .array(WebhookTopic)
        .min(1)
        .default([...WebhookTopic.options]),
    }),
    reply: z.object({ webhook: WebhookView, secret: z.string() }),
    problems: ['address-refused', 'quota-exceeded'],
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/v1/webhooks/:webhookId',
    summary: 'Remove a webhook with its secret and deliveries',
    tag: 'Webhooks',
    access: 'organization:manage',
    audit: 'webhook.deleted',
    status: 204,
    params,
    problems: ['not-found'],
  }),
  enable: defineRoute({
    method: 'POST',
    path: '/v1/webhooks/:webhookId/enable',
    summary: 'Go on with a disabled webhook from the event where it stopped',
    tag: 'Webhooks',
    access: 'organization:manage',
    audit: 'webhook.enabled',
    params,
    reply: WebhookView,
    problems: ['not-found'],
  }),
  test: defineRoute({
    method: 'POST',
    path: '/v1/webhooks/:webhookId/test',
    summary: 'Send a test event; the deliveries say how it went',
    tag: 'Webhooks',
    access: 'organization:manage',
    audit: 'webhook.tested',
    status: 202,
    params,
    reply: DeliveryView,
    problems: ['not-found', 'webhook-disabled'],
  }),
  deliveries: defineRoute({
    method: 'GET',
    path: '/v1/webhooks/:webhookId/deliveries',
    summary: 'Deliveries of a webhook, newest first; kept for 30 days',
    tag: 'Webhooks',
    access: 'organization:manage',
    params,
    query: ListQuery,
    reply: listOf(DeliveryView),
    problems: ['not-found'],
  }),
  sendAgain: defineRoute({
    method: 'POST',
    path: '/v1/webhooks/:webhookId/deliveries/:deliveryId/send-again',
    summary: 'Send a delivery once more, with the same webhook-id',
    tag: 'Webhooks',
    access: 'organization:manage',
    audit: 'webhook.delivery-sent-again',
    status: 202,
    params: params.extend({ deliveryId: DeliveryId }),
    reply: DeliveryView,
    problems: ['not-found', 'webhook-disabled'],
  }),
} as const
