import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { loginPair, ownerOf } from '../../access-names.ts'
import { quoteName } from '../role-words.ts'
import { type AccessFound, findAccess } from './access-found.ts'
import { type AccessWork, transact } from './access-work.ts'
import { endSessions } from './end-sessions.ts'
import { keptName } from './kept-name.ts'
import { shutStatements, whyNotOurs } from './role-statements.ts'
import { item } from './wishes.ts'

/** Who gets what a role owned in this logical database, and whether that is deleted and kept. Throws where nobody may look in. */
function heirOf(database: string, page: InstancePage, found: AccessFound) {
  const deleted = page.access?.databases.find(({ name }) => keptName(name) === database)
  if (deleted) return { heir: ownerOf(deleted.name), isKept: true }
  const there = found.databases.get(database)
  if (!there?.isOpen || there.isPlatforms) throw new Error(`it has rights in ${database}, which lets nobody in`)
  return { heir: there.owner, isKept: false }
}

interface Possession {
  readonly names: readonly string[]
  readonly database: string
}

/** Gives what these roles own in one logical database to its owner, and takes every right there from them. */
async function dispossess(work: AccessWork, { names, database }: Possession, found: AccessFound): Promise<void> {
  const { heir, isKept } = heirOf(database, work.page, found)
  const roles = names.map(quoteName).join(', ')
  const kept = quoteName(database)
  if (isKept) await work.session.query(`ALTER DATABASE ${kept} ALLOW_CONNECTIONS true CONNECTION LIMIT 0`)
  try {
    const session = await work.inDatabase(database, 'superuser')
    await transact(session, [`REASSIGN OWNED BY ${roles} TO ${quoteName(heir)}`, `DROP OWNED BY ${roles}`])
  } finally {
    if (isKept) await work.session.query(`ALTER DATABASE ${kept} ALLOW_CONNECTIONS false`)
  }
}

/**
 * Takes ownership from roles that go on living: what they made is the heir's, they lose the right to it, and sessions that
 * still have it end; then once more, for what was made in between.
 */
export async function dispossessLive(
  work: AccessWork,
  { names, database, heir, statements }: Possession & { readonly heir: string; readonly statements: readonly string[] },
): Promise<void> {
  const session = await work.inDatabase(database, 'superuser')
  const reassign = `REASSIGN OWNED BY ${names.map(quoteName).join(', ')} TO ${quoteName(heir)}`
  await session.query(reassign)
  await transact(work.session, statements)
  await endSessions(work.session, { database, logins: names })
  await session.query(reassign)
}

/** Roles of the platform's making with nothing left of them but what they owned, which is their databases' owners' now. */
export async function dropRoles(work: AccessWork, wanted: readonly string[]): Promise<void> {
  const { session, page } = work
  const found = await findAccess(session, page)
  const names = wanted.filter((name) => found.roles.has(name))
  if (names.length === 0) return
  const because = whyNotOurs(names, found)
  if (because) throw new Error(because)
  const logins = names.filter((name) => found.roles.get(name)?.attributes.startsWith('LOGIN'))
  await transact(session, shutStatements(logins, found))
  await endSessions(session, { logins: names })
  const databases = new Set(names.flatMap((name) => [...(found.roles.get(name)?.traces.keys() ?? [])]))
  for (const database of databases) await dispossess(work, { names, database }, found)
  const roles = names.map(quoteName).join(', ')
  await transact(session, [`DROP OWNED BY ${roles}`, `DROP ROLE ${roles}`])
}

export async function removeRoles(work: AccessWork): Promise<void> {
  for (const role of work.page.access?.roles.filter((it) => it.state === 'absent') ?? [])
    await work.attempt(item.role(role.name), () => dropRoles(work, [role.name, ...loginPair(role.name)]))
}
