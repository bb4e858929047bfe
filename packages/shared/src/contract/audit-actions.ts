import { z } from 'zod'

/** Past tense of what was done, the vocabulary of the audit trail. */
export const AuditAction = z.enum([
  'person.signed-up',
  'session.started',
  'session.refreshed',
  'session.ended',
  'organization.created',
  'organization.quota-set',
  'token.created',
  'token.revoked',
  'database.created',
  'database.changed',
  'database.deleted',
  'database.undeleted',
  'database.protection-set',
  'database.restarted',
  'database.password-revealed',
  'operation.cancelled',
  'host.join-token-created',
  'alert.muted',
  'alert.mail-set',
  'webhook.created',
  'webhook.deleted',
  'webhook.enabled',
  'webhook.tested',
  'webhook.delivery-sent-again',
])
export type AuditAction = z.infer<typeof AuditAction>
