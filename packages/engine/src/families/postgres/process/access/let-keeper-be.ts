import { quoteName } from '../role-words.ts'
import type { AccessFound } from './access-found.ts'
import type { AccessWork } from './access-work.ts'
import { keeperRole } from './platform-roles.ts'

/** The keeper may become an owner, and has nothing of it before. */
export const asWorker = 'WITH INHERIT FALSE, SET TRUE'

/** Lets the keeper act as the owner of a logical database. An owner with powers of its own is nobody the keeper may be. */
export async function letKeeperBe(work: AccessWork, owner: string, found: AccessFound): Promise<void> {
  if (/ (SUPERUSER|BYPASSRLS)/.test(found.roles.get(owner)?.attributes ?? ''))
    throw new Error(`${owner}, who owns the logical database, is not the tenant’s`)
  if (found.roles.get(keeperRole)?.memberships.has(owner)) return
  await work.session.query(`GRANT ${quoteName(owner)} TO ${keeperRole} ${asWorker}`)
}
