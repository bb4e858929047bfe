import type { AlertView } from '@holdfast/shared/contract/alert-routes'
import type { StreamEvent } from '@holdfast/shared/contract/platform-routes'

export interface WebhookMessage {
  readonly type: string
  /** JSON as it is sent and signed. */
  readonly body: string
}

/** What a webhook is told of an event: the payload of Standard Webhooks with the whole event as `data`. */
export function messageOf(event: StreamEvent): WebhookMessage {
  const type = `${event.topic}.${whatHappened(event)}`
  return { type, body: JSON.stringify({ type, timestamp: event.at, data: event }) }
}

function whatHappened({ topic, version, view }: StreamEvent): string {
  if (view === null) return 'removed'
  if (topic !== 'alert') return 'changed'
  if ((view as Partial<AlertView>).state === 'closed') return 'closed'
  return version === 1 ? 'opened' : 'changed'
}

export function testMessage(webhookId: string, now: Date): WebhookMessage {
  const type = 'webhook.test'
  return { type, body: JSON.stringify({ type, timestamp: now.toISOString(), data: { webhookId } }) }
}
