import type { RolesFound } from '../reconcile.ts'
import { loginAttributes } from '../role-words.ts'

/** Works inside tenants' databases, as their owners: by the Unix socket, without a password, never superuser. */
export const keeperRole = 'hf_keeper'
/** Its members were made by the platform for a page: further roles, their logins, owners of logical databases. */
export const madeRole = 'hf_made'
/** Its members are let in with a client certificate only. */
export const certifiedRole = 'hf_certified'

export const platformRoles = [keeperRole, madeRole, certifiedRole] as const

/** A mark gives nothing: its members neither inherit from it nor become it. */
export const asMark = 'WITH INHERIT FALSE, SET FALSE'

const markAttributes = loginAttributes.replace('LOGIN', 'NOLOGIN')

/**
 * The roles that access inside a database is built on. Made here and not in the template, since older volumes lack them.
 * Marks are no members of hf_platform: who bears one would be refused with it.
 */
export function platformRoleStatements(found: RolesFound): string[] {
  return [
    ...(found.roles.has(keeperRole)
      ? []
      : [
          `CREATE ROLE ${keeperRole} ${loginAttributes}`,
          `GRANT hf_platform TO ${keeperRole} ${asMark}`,
          `GRANT pg_use_reserved_connections TO ${keeperRole}`,
        ]),
    ...[madeRole, certifiedRole].flatMap((role) =>
      found.roles.has(role) ? [] : [`CREATE ROLE ${role} ${markAttributes}`],
    ),
  ]
}
