import { z } from 'zod'
import { OrganizationId, TokenId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'
import { MemberRole, Permission } from './permissions.ts'

export const OrganizationView = z.object({
  id: OrganizationId,
  name: z.string(),
  role: MemberRole.nullable(),
  createdAt: z.iso.datetime(),
})

export const TokenView = z.object({
  id: TokenId,
  name: z.string(),
  /** The first characters, enough to recognize it. */
  prefix: z.string(),
  scopes: z.array(Permission),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
})
export type TokenView = z.infer<typeof TokenView>

export const NewToken = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** Left out: everything the caller may do. A token never has more than its maker has, now or later. */
  scopes: z.array(Permission).min(1).optional(),
  expiresInDays: z.int().min(1).max(3650).nullable().default(90),
})
export const MadeToken = z.object({ token: TokenView, value: z.string() })

const amount = z.int().nonnegative()
export const Limits = z.object({
  databases: amount,
  cpus: z.number().nonnegative(),
  memoryBytes: amount,
  storageBytes: amount,
  /** Client connections that the sizes of all databases allow together. Left out when set: 10,000. */
  connections: amount.default(10_000),
})
export type Limits = z.infer<typeof Limits>
export const QuotaView = z.object({ limit: Limits, used: Limits })

export const organizationRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/v1/organizations',
    summary: 'Organizations that the person belongs to',
    tag: 'Organizations',
    access: 'signed-in',
    query: ListQuery,
    reply: listOf(OrganizationView),
  }),
  create: defineRoute({
    method: 'POST',
    path: '/v1/organizations',
    summary: 'Make another organization, owned by the caller',
    tag: 'Organizations',
    access: 'signed-in',
    audit: 'organization.created',
    idempotent: true,
    status: 201,
    body: z.strictObject({ name: z.string().trim().min(1).max(80) }),
    reply: OrganizationView,
    problems: ['sign-up-closed', 'quota-exceeded'],
  }),
  quota: defineRoute({
    method: 'GET',
    path: '/v1/quota',
    summary: 'Quota of the organization and what of it is used',
    tag: 'Organizations',
    access: 'organization:read',
    reply: QuotaView,
  }),
  setQuota: defineRoute({
    method: 'PUT',
    path: '/v1/organizations/:organizationId/quota',
    summary: 'Set the quota of an organization',
    tag: 'Organizations',
    access: 'platform:operate',
    audit: 'organization.quota-set',
    params: z.object({ organizationId: OrganizationId }),
    body: Limits,
    reply: QuotaView,
    problems: ['not-found'],
  }),
  listTokens: defineRoute({
    method: 'GET',
    path: '/v1/tokens',
    summary: 'Tokens of the organization',
    tag: 'Tokens',
    access: 'token:manage',
    query: ListQuery,
    reply: listOf(TokenView),
  }),
  createToken: defineRoute({
    method: 'POST',
    path: '/v1/tokens',
    summary: 'Make a token; its value is shown once',
    tag: 'Tokens',
    access: 'token:manage',
    audit: 'token.created',
    status: 201,
    body: NewToken,
    reply: MadeToken,
    problems: ['fresh-sign-in-needed'],
  }),
  revokeToken: defineRoute({
    method: 'DELETE',
    path: '/v1/tokens/:tokenId',
    summary: 'Revoke a token; it is refused within a second',
    tag: 'Tokens',
    access: 'token:manage',
    audit: 'token.revoked',
    status: 204,
    params: z.object({ tokenId: TokenId }),
    problems: ['not-found'],
  }),
} as const
