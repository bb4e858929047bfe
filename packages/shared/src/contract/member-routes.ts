import { z } from 'zod'
import { OrganizationId, PersonId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'
import { OrganizationView } from './organization-routes.ts'
import { MemberRole } from './permissions.ts'

export const MemberView = z.object({
  /** The person's id. */
  id: PersonId,
  email: z.string(),
  role: MemberRole,
  isOperator: z.boolean(),
  since: z.iso.datetime(),
})
export type MemberView = z.infer<typeof MemberView>

/** A link that lets one person choose a new password. By e-mail where that is sent, else for the giver to hand over. */
export const PasswordResetOffer = z.object({
  email: z.string(),
  isMailed: z.boolean(),
  /** The secret itself, shown once, null when it was mailed; `url` carries it behind `#`, which no browser sends to anybody. */
  value: z.string().nullable(),
  url: z.url().nullable(),
  expiresAt: z.iso.datetime(),
})
export type PasswordResetOffer = z.infer<typeof PasswordResetOffer>

const member = z.object({ personId: PersonId })
const organization = z.object({ organizationId: OrganizationId })

export const memberRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/v1/members',
    summary: 'Members of the organization with their roles',
    tag: 'Members',
    access: 'organization:read',
    query: ListQuery,
    reply: listOf(MemberView),
  }),
  setRole: defineRoute({
    method: 'PATCH',
    path: '/v1/members/:personId',
    summary: 'Give a member another role; only owners make and unmake owners',
    tag: 'Members',
    access: 'organization:manage',
    audit: 'member.role-set',
    params: member,
    body: z.strictObject({ role: MemberRole }),
    reply: MemberView,
    problems: ['not-found', 'last-owner'],
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/v1/members/:personId',
    summary: 'Remove a member; the tokens they made for this organization are revoked',
    tag: 'Members',
    access: 'organization:manage',
    audit: 'member.removed',
    status: 204,
    params: member,
    problems: ['not-found', 'last-owner'],
  }),
  offerPasswordReset: defineRoute({
    method: 'POST',
    path: '/v1/members/:personId/password-reset',
    summary: 'A link with which a member of this organization alone chooses a new password; good once, for a day',
    tag: 'Members',
    access: 'organization:manage',
    audit: 'person.password-reset-offered',
    status: 201,
    params: member,
    reply: PasswordResetOffer,
    problems: ['not-found', 'password-not-yours-to-reset'],
  }),
  leave: defineRoute({
    method: 'DELETE',
    path: '/v1/organizations/:organizationId/membership',
    summary: 'Leave an organization; its last owner cannot',
    tag: 'Members',
    access: 'signed-in',
    audit: 'member.left',
    status: 204,
    params: organization,
    problems: ['not-found', 'last-owner', 'session-needed'],
  }),
  rename: defineRoute({
    method: 'PATCH',
    path: '/v1/organizations/:organizationId',
    summary: 'Rename the organization that the caller speaks for',
    tag: 'Organizations',
    access: 'organization:manage',
    audit: 'organization.renamed',
    params: organization,
    body: z.strictObject({ name: z.string().trim().min(1).max(80) }),
    reply: OrganizationView,
    problems: ['not-found'],
  }),
  transfer: defineRoute({
    method: 'POST',
    path: '/v1/organizations/:organizationId/transfer',
    summary: 'Make another member the owner; the caller becomes admin',
    tag: 'Organizations',
    access: 'organization:own',
    audit: 'organization.transferred',
    params: organization,
    body: z.strictObject({ personId: PersonId }),
    reply: MemberView,
    problems: ['not-found', 'session-needed', 'already-member'],
  }),
} as const
