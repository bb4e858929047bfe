import { z } from 'zod'
import { OrganizationId, PersonId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { MemberRole } from './permissions.ts'

export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email())
export const NewPassword = z.string().min(12, 'must have at least 12 characters').max(256)

export const MembershipView = z.object({ organizationId: OrganizationId, name: z.string(), role: MemberRole })
export const PersonView = z.object({
  id: PersonId,
  email: z.string(),
  isOperator: z.boolean(),
  memberships: z.array(MembershipView),
})
export type PersonView = z.infer<typeof PersonView>

/** The refresh token travels only in an HttpOnly, SameSite=Strict cookie. */
export const SessionView = z.object({
  accessToken: z.string(),
  expiresAt: z.iso.datetime(),
  person: PersonView,
})
export type SessionView = z.infer<typeof SessionView>

export const InstallationView = z.object({
  version: z.string(),
  /** True until the first operator has signed up with the setup code. */
  needsSetup: z.boolean(),
  signUp: z.enum(['open', 'invite', 'closed']),
  endpointHost: z.string(),
  /** Whether it sends e-mail: invitations, and links for who forgot a password. */
  sendsMail: z.boolean(),
})

export const personRoutes = {
  installation: defineRoute({
    method: 'GET',
    path: '/v1/installation',
    summary: 'What anybody may know about this installation',
    tag: 'Installation',
    access: 'public',
    reply: InstallationView,
  }),
  signUp: defineRoute({
    method: 'POST',
    path: '/v1/sign-up',
    summary: 'Sign up a person and make their organization',
    tag: 'People',
    access: 'public',
    audit: 'person.signed-up',
    status: 201,
    body: z.strictObject({
      email: Email,
      password: NewPassword,
      organization: z.string().trim().min(1).max(80).optional(),
      setupCode: z.string().trim().max(100).optional(),
    }),
    reply: SessionView,
    problems: ['setup-code-wrong', 'sign-up-closed', 'email-taken', 'cross-site-request'],
  }),
  signIn: defineRoute({
    method: 'POST',
    path: '/v1/sessions',
    summary: 'Sign in with e-mail and password',
    tag: 'People',
    access: 'public',
    audit: 'session.started',
    status: 201,
    body: z.strictObject({ email: Email, password: z.string().max(256) }),
    reply: SessionView,
    problems: ['sign-in-refused', 'cross-site-request'],
  }),
  refresh: defineRoute({
    method: 'POST',
    path: '/v1/sessions/refresh',
    summary: 'Exchange the refresh cookie for a new access token',
    tag: 'People',
    access: 'public',
    audit: 'session.refreshed',
    reply: SessionView,
    problems: ['session-reused', 'cross-site-request'],
  }),
  signOut: defineRoute({
    method: 'DELETE',
    path: '/v1/sessions/current',
    summary: 'End this session',
    tag: 'People',
    access: 'signed-in',
    audit: 'session.ended',
    status: 204,
    problems: ['cross-site-request', 'session-needed'],
  }),
  whoami: defineRoute({
    method: 'GET',
    path: '/v1/whoami',
    summary: 'Who speaks, for which organization, with which permissions',
    tag: 'People',
    access: 'signed-in',
    reply: z.object({
      kind: z.enum(['person', 'token']),
      person: PersonView.nullable(),
      organizationId: OrganizationId.nullable(),
      permissions: z.array(z.string()),
    }),
  }),
} as const
