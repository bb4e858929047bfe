import type { Permission } from '@holdfast/shared/contract/permissions'
import type { OrganizationId, PersonId, SessionId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'

/** Who speaks: a person through a session, or a program through a token. Made once a request by `http/authenticate.ts`. */
export interface Caller {
  readonly kind: 'person' | 'token'
  /** The person's or the token's id. */
  readonly id: string
  /** E-mail of the person or name of the token, as the audit trail shows it. */
  readonly name: string
  /** Null for tokens. */
  readonly personId: PersonId | null
  /** The session that the access token belongs to; null for tokens. */
  readonly sessionId: SessionId | null
  /** The organization that the caller speaks for; null when the person belongs to none. */
  readonly organizationId: OrganizationId | null
  readonly permissions: ReadonlySet<Permission>
  readonly isOperator: boolean
  readonly address: string | null
  readonly requestId: string
}

/** The organization that the caller speaks for. Throws `not-found` when there is none. */
export function organizationOf(caller: Caller): OrganizationId {
  if (caller.organizationId === null) throw new Problem('not-found', { subject: 'an organization of yours' })
  return caller.organizationId
}

/** The person and session that speak. Throws `session-needed` for a token. */
export function sessionOf({ personId, sessionId }: Caller): { personId: PersonId; sessionId: SessionId } {
  if (personId === null || sessionId === null) throw new Problem('session-needed', {})
  return { personId, sessionId }
}

/** Throws `permission-missing` unless the caller may do this. */
export function demandPermission(caller: Caller, permission: Permission): void {
  if (!caller.permissions.has(permission)) throw new Problem('permission-missing', { permission })
}
