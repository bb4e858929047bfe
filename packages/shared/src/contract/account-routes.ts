import { z } from 'zod'
import { SessionId, TokenId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { InvitationView } from './invitation-routes.ts'
import { ListQuery, listOf } from './list.ts'
import { MadeToken, NewToken, TokenView } from './organization-routes.ts'
import { Email, NewPassword, PersonView } from './person-routes.ts'
import { AuditEventView } from './platform-routes.ts'

export const OpenSessionView = z.object({
  id: SessionId,
  /** True for the session that asks. */
  isCurrent: z.boolean(),
  startedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
})
export type OpenSessionView = z.infer<typeof OpenSessionView>

const password = z.string().max(256)

/** What a person does with their own account; each needs a session, since a token is no person. */
export const accountRoutes = {
  listSessions: defineRoute({
    method: 'GET',
    path: '/v1/sessions',
    summary: 'Own sessions that have not ended',
    tag: 'Account',
    access: 'signed-in',
    query: ListQuery,
    reply: listOf(OpenSessionView),
    problems: ['session-needed'],
  }),
  endSession: defineRoute({
    method: 'DELETE',
    path: '/v1/sessions/:sessionId',
    summary: 'End one of the own sessions; it is refused within a second',
    tag: 'Account',
    access: 'signed-in',
    audit: 'session.ended',
    status: 204,
    params: z.object({ sessionId: SessionId }),
    problems: ['not-found', 'session-needed'],
  }),
  endOtherSessions: defineRoute({
    method: 'DELETE',
    path: '/v1/sessions',
    summary: 'End every own session but this one',
    tag: 'Account',
    access: 'signed-in',
    audit: 'session.others-ended',
    status: 204,
    problems: ['session-needed'],
  }),
  prove: defineRoute({
    method: 'POST',
    path: '/v1/sessions/current/proof',
    summary: 'Type the own password again; for ten minutes this session may then read passwords of databases',
    tag: 'Account',
    access: 'signed-in',
    audit: 'session.proved',
    status: 204,
    body: z.strictObject({ password }),
    problems: ['sign-in-refused', 'session-needed'],
  }),
  listTokens: defineRoute({
    method: 'GET',
    path: '/v1/account/tokens',
    summary: 'Own tokens for the organization one speaks for',
    tag: 'Account',
    access: 'signed-in',
    query: ListQuery,
    reply: listOf(TokenView),
    problems: ['session-needed'],
  }),
  createToken: defineRoute({
    method: 'POST',
    path: '/v1/account/tokens',
    summary: 'Make a token of one’s own, as every member may; its value is shown once',
    tag: 'Account',
    access: 'signed-in',
    audit: 'token.created',
    status: 201,
    body: NewToken,
    reply: MadeToken,
    problems: ['session-needed', 'not-found', 'fresh-sign-in-needed'],
  }),
  revokeToken: defineRoute({
    method: 'DELETE',
    path: '/v1/account/tokens/:tokenId',
    summary: 'Revoke a token of one’s own',
    tag: 'Account',
    access: 'signed-in',
    audit: 'token.revoked',
    status: 204,
    params: z.object({ tokenId: TokenId }),
    problems: ['session-needed', 'not-found'],
  }),
  changePassword: defineRoute({
    method: 'PUT',
    path: '/v1/account/password',
    summary: 'Change the own password; every other session ends',
    tag: 'Account',
    access: 'signed-in',
    audit: 'person.password-changed',
    status: 204,
    body: z.strictObject({ current: password, password: NewPassword }),
    problems: ['sign-in-refused', 'session-needed'],
  }),
  askPasswordReset: defineRoute({
    method: 'POST',
    path: '/v1/password-resets/ask',
    summary: 'Have a reset link mailed to oneself; answers the same whether or not the e-mail is known',
    tag: 'Account',
    access: 'public',
    audit: 'person.password-reset-asked',
    status: 204,
    body: z.strictObject({ email: Email }),
    problems: ['mail-not-configured', 'cross-site-request'],
  }),
  resetPassword: defineRoute({
    method: 'POST',
    path: '/v1/password-resets',
    summary: 'Choose a new password with a reset link; every session ends',
    tag: 'Account',
    access: 'public',
    audit: 'person.password-reset',
    status: 204,
    body: z.strictObject({ value: z.string().max(100), password: NewPassword }),
    problems: ['reset-refused', 'cross-site-request'],
  }),
  export: defineRoute({
    method: 'GET',
    path: '/v1/account/export',
    summary: 'Everything kept about oneself, as one JSON document',
    tag: 'Account',
    access: 'signed-in',
    reply: z.object({
      exportedAt: z.iso.datetime(),
      person: PersonView,
      signedUpAt: z.iso.datetime(),
      sessions: z.array(
        OpenSessionView.omit({ isCurrent: true }).extend({
          endedAt: z.iso.datetime().nullable(),
          endedBecause: z.string().nullable(),
        }),
      ),
      tokens: z.array(TokenView),
      invitations: z.array(InvitationView),
      /** What one did, newest first: the newest 10,000 events. */
      auditEvents: z.array(AuditEventView.omit({ sequence: true })),
    }),
    problems: ['session-needed'],
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/v1/account',
    summary:
      'Delete oneself: account, sessions, memberships, tokens; the audit trail and past events keep what was done',
    tag: 'Account',
    access: 'signed-in',
    audit: 'person.deleted',
    status: 204,
    body: z.strictObject({ password }),
    problems: ['sign-in-refused', 'session-needed', 'last-owner', 'last-operator'],
  }),
} as const
