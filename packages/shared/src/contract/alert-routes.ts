import { z } from 'zod'
import { AlertId, OrganizationId, PersonId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'

export const AlertKind = z.enum([
  'host-silent',
  'database-unreachable',
  'database-failed',
  'disk-filling',
  'operation-overdue',
  'certificate-ending',
  'webhook-failing',
  'agent-refused',
  'metrics-store-unavailable',
])
export type AlertKind = z.infer<typeof AlertKind>

/** From what can wait to what cannot. */
export const Severity = z.enum(['info', 'warning', 'critical'])
export type Severity = z.infer<typeof Severity>

export const AlertView = z.object({
  id: AlertId,
  organizationId: OrganizationId,
  kind: AlertKind,
  severity: Severity,
  /** Id of what it is about. */
  subject: z.string(),
  /** Its name when the alert was opened. */
  subjectName: z.string(),
  because: z.string(),
  state: z.enum(['open', 'closed']),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  closedBecause: z.string().nullable(),
  /** While it is muted no e-mail is sent about it; webhooks get it with this field. */
  muted: z.object({ until: z.iso.datetime(), because: z.string(), by: z.string() }).nullable(),
  version: z.int(),
})
export type AlertView = z.infer<typeof AlertView>

export const MailRuleView = z.object({
  id: PersonId,
  email: z.string(),
  /** Alerts of this severity and above are sent to the person; null: none are. */
  leastSeverity: Severity.nullable(),
  /** Nobody has chosen: owners and admins get warnings and above, others nothing. */
  isDefault: z.boolean(),
})
export type MailRuleView = z.infer<typeof MailRuleView>

const params = z.object({ alertId: AlertId })
const query = ListQuery.extend({ state: z.enum(['open', 'closed']).default('open') })
const Mute = z.strictObject({
  /** At most 30 days. */
  minutes: z.int().min(1).max(43_200),
  because: z.string().trim().min(1).max(300),
})

export const alertRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/v1/alerts',
    summary: 'Alerts of the organization, newest first',
    tag: 'Alerts',
    access: 'operation:read',
    query,
    reply: listOf(AlertView),
  }),
  listOfInstallation: defineRoute({
    method: 'GET',
    path: '/v1/installation/alerts',
    summary: 'Alerts about hosts and the platform itself, newest first',
    tag: 'Alerts',
    access: 'host:read',
    query,
    reply: listOf(AlertView),
  }),
  mute: defineRoute({
    method: 'POST',
    path: '/v1/alerts/:alertId/mute',
    summary: 'Send no e-mail about an open alert for a while; it stays visible',
    tag: 'Alerts',
    access: 'database:change',
    audit: 'alert.muted',
    params,
    body: Mute,
    reply: AlertView,
    problems: ['not-found', 'alert-closed'],
  }),
  muteOfInstallation: defineRoute({
    method: 'POST',
    path: '/v1/installation/alerts/:alertId/mute',
    summary: 'Send no e-mail about an open alert of the platform for a while',
    tag: 'Alerts',
    access: 'host:manage',
    audit: 'alert.muted',
    params,
    body: Mute,
    reply: AlertView,
    problems: ['not-found', 'alert-closed'],
  }),
  unmute: defineRoute({
    method: 'DELETE',
    path: '/v1/alerts/:alertId/mute',
    summary: 'Send e-mail about an open alert again',
    tag: 'Alerts',
    access: 'database:change',
    audit: 'alert.unmuted',
    params,
    reply: AlertView,
    problems: ['not-found', 'alert-closed'],
  }),
  unmuteOfInstallation: defineRoute({
    method: 'DELETE',
    path: '/v1/installation/alerts/:alertId/mute',
    summary: 'Send e-mail about an open alert of the platform again',
    tag: 'Alerts',
    access: 'host:manage',
    audit: 'alert.unmuted',
    params,
    reply: AlertView,
    problems: ['not-found', 'alert-closed'],
  }),
  mailRules: defineRoute({
    method: 'GET',
    path: '/v1/alert-mail',
    summary: 'Which members get which alerts by e-mail',
    tag: 'Alerts',
    access: 'organization:manage',
    query: ListQuery,
    reply: listOf(MailRuleView),
  }),
  setMailRule: defineRoute({
    method: 'PUT',
    path: '/v1/alert-mail/:personId',
    summary: 'Choose from which severity on a member gets alerts by e-mail',
    tag: 'Alerts',
    access: 'organization:manage',
    audit: 'alert.mail-set',
    params: z.object({ personId: PersonId }),
    body: z.strictObject({ leastSeverity: Severity.nullable() }),
    reply: MailRuleView,
    problems: ['not-found'],
  }),
} as const
