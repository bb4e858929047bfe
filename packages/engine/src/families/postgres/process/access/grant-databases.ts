import { ownerOf } from '../../access-names.ts'
import { findAccess } from './access-found.ts'
import { type AccessWork, transact } from './access-work.ts'
import { databaseSteps, whyNoDatabase } from './database-statements.ts'
import { endSessions } from './end-sessions.ts'
import { dropRoles } from './remove-role.ts'
import { item } from './wishes.ts'

/** Further logical databases: made, closed and kept, brought back, or erased together with the role they belonged to. */
export async function grantDatabases(work: AccessWork): Promise<void> {
  const { session, page } = work
  const found = await findAccess(session, page)
  for (const wish of page.access?.databases ?? [])
    await work.attempt(item.database(wish.name), async () => {
      const because = whyNoDatabase(wish, found)
      if (because) throw new Error(because)
      for (const step of databaseSteps(wish, page, found))
        if ('endSessionsIn' in step) await endSessions(session, { database: step.endSessionsIn })
        else await transact(session, step)
      if (wish.state === 'erased') await dropRoles(work, [ownerOf(wish.name)])
    })
}
