import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** A new secret as Standard Webhooks writes them: 32 random bytes. */
export const newWebhookSecret = (): string => prefix + randomBytes(32).toString('base64')

export interface SignedMessage {
  readonly id: string
  /** When this attempt is made. */
  readonly at: Date
  readonly body: string
  readonly secret: string
}

/** The headers of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, so that nothing of the three can be exchanged. */
export function signMessage({ id, at, body, secret }: SignedMessage): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000).toString()
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
