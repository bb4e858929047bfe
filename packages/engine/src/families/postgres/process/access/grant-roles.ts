import { loginPair } from '../../access-names.ts'
import { findAccess } from './access-found.ts'
import { type AccessWork, transact } from './access-work.ts'
import { endSessions } from './end-sessions.ts'
import { accessRoleStatements, mustLeave, whyNotOurs } from './role-statements.ts'
import { item } from './wishes.ts'

/** The wished roles with their logins. Whoever would not be let in like this any more is asked to come again. */
export async function grantRoles(work: AccessWork): Promise<void> {
  const { session, page, verifiers } = work
  const found = await findAccess(session, page)
  for (const role of page.access?.roles.filter((it) => it.state === 'present') ?? [])
    await work.attempt(item.role(role.name), async () => {
      const pair = loginPair(role.name)
      const because = whyNotOurs([role.name, ...pair], found)
      if (because) throw new Error(because)
      const statements = accessRoleStatements(role, verifiers, found)
      await transact(session, statements)
      const mustShowAgain = role.needsCertificate && work.isAuthorityNew
      if (mustShowAgain || (statements.length > 0 && mustLeave(role, found)))
        await endSessions(session, { logins: pair })
    })
}
