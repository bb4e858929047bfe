import {
  type MemberRole,
  operatorPermissions,
  type Permission,
  permissionsOfRole,
} from '@holdfast/shared/contract/permissions'
import type { OrganizationId, PersonId, SessionId, TokenId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Caller } from './caller.ts'

/** Who was proved to speak, before it is known for which organization. */
export type Identity =
  | {
      readonly kind: 'person'
      readonly personId: PersonId
      readonly sessionId: SessionId
      readonly email: string
      readonly isOperator: boolean
      readonly memberships: readonly { organizationId: OrganizationId; role: MemberRole }[]
      /** Milliseconds since 1970 after which the proof is worth nothing. */
      readonly endsAt: number
    }
  | {
      readonly kind: 'token'
      readonly tokenId: TokenId
      readonly organizationId: OrganizationId
      readonly name: string
      readonly scopes: readonly Permission[]
      /** What the person who made it may do in its organization at this moment. */
      readonly makerMay: ReadonlySet<Permission>
      readonly endsAt: number
    }

export interface RequestFacts {
  /** The header `holdfast-organization`, if it was sent. */
  readonly wantedOrganization: string | undefined
  readonly address: string | null
  readonly requestId: string
}

/** The caller for one request. An organization that is not theirs is `not-found`, as if it did not exist. */
export function callerOf(identity: Identity, facts: RequestFacts): Caller {
  return identity.kind === 'person' ? personCaller(identity, facts) : tokenCaller(identity, facts)
}

function personCaller(identity: Extract<Identity, { kind: 'person' }>, facts: RequestFacts): Caller {
  const { wantedOrganization, ...request } = facts
  const membership =
    wantedOrganization === undefined
      ? identity.memberships[0]
      : identity.memberships.find(({ organizationId }) => organizationId === wantedOrganization)
  if (!membership && wantedOrganization !== undefined) throw foreign(wantedOrganization)
  return {
    kind: 'person',
    id: identity.personId,
    name: identity.email,
    personId: identity.personId,
    sessionId: identity.sessionId,
    organizationId: membership?.organizationId ?? null,
    permissions: permissionsOf(membership?.role, identity.isOperator),
    isOperator: identity.isOperator,
    ...request,
  }
}

function tokenCaller(identity: Extract<Identity, { kind: 'token' }>, facts: RequestFacts): Caller {
  const { wantedOrganization, ...request } = facts
  if (wantedOrganization !== undefined && wantedOrganization !== identity.organizationId)
    throw foreign(wantedOrganization)
  const scopes = identity.scopes.filter((scope) => identity.makerMay.has(scope))
  return {
    kind: 'token',
    id: identity.tokenId,
    name: identity.name,
    personId: null,
    sessionId: null,
    organizationId: identity.organizationId,
    permissions: new Set(scopes),
    isOperator: scopes.includes('platform:operate'),
    ...request,
  }
}

/** What a person may do in an organization. */
export const permissionsOf = (role: MemberRole | undefined, isOperator: boolean): ReadonlySet<Permission> =>
  new Set([...(role ? permissionsOfRole[role] : []), ...(isOperator ? operatorPermissions : [])])

const foreign = (organization: string): Problem => new Problem('not-found', { subject: organization.slice(0, 40) })
