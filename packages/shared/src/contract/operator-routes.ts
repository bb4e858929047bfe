import { z } from 'zod'
import { OrganizationId, PersonId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'
import { PasswordResetOffer } from './member-routes.ts'
import { QuotaView } from './organization-routes.ts'
import { PersonView } from './person-routes.ts'

const params = z.object({ personId: PersonId })

/** What operators see and do across organizations: people and quotas, never what an organization keeps. */
export const operatorRoutes = {
  listPeople: defineRoute({
    method: 'GET',
    path: '/v1/people',
    summary: 'Everybody who has signed up',
    tag: 'Operators',
    access: 'platform:operate',
    query: ListQuery.extend({ email: z.string().trim().toLowerCase().max(254).optional() }),
    reply: listOf(PersonView),
  }),
  setOperator: defineRoute({
    method: 'PUT',
    path: '/v1/people/:personId/operator',
    summary: 'Make a person an operator, or no longer one; the last operator stays',
    tag: 'Operators',
    access: 'platform:operate',
    audit: 'person.operator-set',
    params,
    body: z.strictObject({ isOperator: z.boolean() }),
    reply: PersonView,
    problems: ['not-found', 'last-operator'],
  }),
  offerPasswordReset: defineRoute({
    method: 'POST',
    path: '/v1/people/:personId/password-reset',
    summary: 'A link with which another person chooses a new password; good once, for a day',
    tag: 'Operators',
    access: 'platform:operate',
    audit: 'person.password-reset-offered',
    status: 201,
    params,
    reply: PasswordResetOffer,
    problems: ['not-found', 'password-not-yours-to-reset'],
  }),
  listOrganizations: defineRoute({
    method: 'GET',
    path: '/v1/installation/organizations',
    summary: 'Every organization with its quota and what of it is used',
    tag: 'Operators',
    access: 'platform:operate',
    query: ListQuery,
    reply: listOf(
      QuotaView.extend({
        id: OrganizationId,
        name: z.string(),
        members: z.int(),
        createdAt: z.iso.datetime(),
      }),
    ),
  }),
} as const
