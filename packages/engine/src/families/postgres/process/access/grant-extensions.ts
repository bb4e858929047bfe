import type { AccessExtension } from '@holdfast/shared/state/desired'
import type { Session } from '../session.ts'
import { type AccessFound, findAccess } from './access-found.ts'
import { type AccessWork, openDatabase, transact } from './access-work.ts'
import { type ExtensionFound, extensionQuery, extensionStatements, whoInstalls } from './extension-statements.ts'
import { letKeeperBe } from './let-keeper-be.ts'
import { item } from './wishes.ts'

async function findExtension(session: Session, name: string): Promise<ExtensionFound> {
  const { rows } = await session.query(extensionQuery, [name])
  const [row] = rows
  return { isInstalled: row.is_installed, fixedSchema: row.fixed_schema, platformSchema: row.platform_schema }
}

async function grant(work: AccessWork, wish: AccessExtension, found: AccessFound): Promise<void> {
  const by = whoInstalls(wish)
  if (typeof by === 'object') throw new Error(by.because)
  if (wish.state === 'absent' && !found.databases.has(wish.database)) return
  const { owner } = openDatabase(wish.database, found)
  await letKeeperBe(work, owner, found)
  const looking = await work.inDatabase(wish.database, { owner })
  const statements = extensionStatements({ wish, by, owner }, await findExtension(looking, wish.name))
  if (statements.length === 0) return
  await transact(by === 'keeper' ? looking : await work.inDatabase(wish.database, 'superuser'), statements)
}

/** Extensions: as the database's owner where that is enough, by the superuser for the few that need it. */
export async function grantExtensions(work: AccessWork): Promise<void> {
  const { session, page } = work
  if (!page.access?.extensions.length) return
  const found = await findAccess(session, page)
  for (const wish of page.access.extensions)
    await work.attempt(item.extension(wish.database, wish.name), () => grant(work, wish, found))
}
