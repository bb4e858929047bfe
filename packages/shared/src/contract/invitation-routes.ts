import { z } from 'zod'
import { InvitationId, OrganizationId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'
import { MemberRole } from './permissions.ts'
import { Email, MembershipView, NewPassword, SessionView } from './person-routes.ts'

export const InvitationView = z.object({
  id: InvitationId,
  email: z.string(),
  role: MemberRole,
  invitedBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** When the link was first opened; null while nobody has. */
  openedAt: z.iso.datetime().nullable(),
})
export type InvitationView = z.infer<typeof InvitationView>

/** The link is mailed where that is configured, and the inviter's to hand over anyway; it is shown once and kept nowhere. */
const madeInvitation = z.object({
  invitation: InvitationView,
  isMailed: z.boolean(),
  value: z.string(),
  /** The secret stands behind `#`, which no browser sends to anybody. */
  url: z.url(),
})

const params = z.object({ invitationId: InvitationId })
const value = z.string().max(100)

export const invitationRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/v1/invitations',
    summary: 'Invitations that are neither accepted nor revoked',
    tag: 'Invitations',
    access: 'organization:manage',
    query: ListQuery,
    reply: listOf(InvitationView),
  }),
  create: defineRoute({
    method: 'POST',
    path: '/v1/invitations',
    summary: 'Invite a person by e-mail address; the answer holds a link that is good once, for 7 days',
    tag: 'Invitations',
    access: 'organization:manage',
    audit: 'invitation.made',
    status: 201,
    body: z.strictObject({ email: Email, role: MemberRole.default('developer') }),
    reply: madeInvitation,
    problems: ['already-member', 'already-invited'],
  }),
  resend: defineRoute({
    method: 'POST',
    path: '/v1/invitations/:invitationId/resend',
    summary: 'A new link for 7 days more; the old one ends',
    tag: 'Invitations',
    access: 'organization:manage',
    audit: 'invitation.sent-again',
    params,
    reply: madeInvitation,
    problems: ['not-found'],
  }),
  revoke: defineRoute({
    method: 'DELETE',
    path: '/v1/invitations/:invitationId',
    summary: 'Revoke an invitation; its link ends at once',
    tag: 'Invitations',
    access: 'organization:manage',
    audit: 'invitation.revoked',
    status: 204,
    params,
    problems: ['not-found'],
  }),
  open: defineRoute({
    method: 'POST',
    path: '/v1/invitations/open',
    summary: 'What an invitation offers, for whoever holds its link',
    tag: 'Invitations',
    access: 'public',
    audit: 'invitation.opened',
    body: z.strictObject({ value }),
    reply: z.object({
      organizationId: OrganizationId,
      organizationName: z.string(),
      email: z.string(),
      role: MemberRole,
      invitedBy: z.string(),
      expiresAt: z.iso.datetime(),
      /** True: nobody has signed up with this e-mail, so accepting begins with a password of one's own. */
      needsAccount: z.boolean(),
    }),
    problems: ['invitation-refused', 'cross-site-request'],
  }),
  accept: defineRoute({
    method: 'POST',
    path: '/v1/invitations/accept',
    summary: 'Become a member with the account one has; the invitation is used up',
    tag: 'Invitations',
    access: 'signed-in',
    audit: 'invitation.accepted',
    body: z.strictObject({ value }),
    reply: MembershipView,
    problems: ['invitation-refused', 'invitation-for-another', 'session-needed', 'already-member'],
  }),
  signUp: defineRoute({
    method: 'POST',
    path: '/v1/invitations/sign-up',
    summary: 'Sign up with the invited e-mail and become a member; the invitation is used up',
    tag: 'Invitations',
    access: 'public',
    audit: 'invitation.accepted',
    status: 201,
    body: z.strictObject({ value, password: NewPassword }),
    reply: SessionView,
    problems: ['invitation-refused', 'email-taken', 'sign-up-closed', 'cross-site-request'],
  }),
} as const
