import type { AccessDatabase } from '@holdfast/shared/state/desired'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { ownerOf } from '../../access-names.ts'
import { quoteName } from '../role-words.ts'
import { type AccessFound, isMade } from './access-found.ts'
import { keptName } from './kept-name.ts'
import { asWorker } from './let-keeper-be.ts'
import { keeperRole } from './platform-roles.ts'
import { ownerRoleStatements } from './role-statements.ts'

/** One thing to do: statements of one transaction, or ending every session of a database. */
export type DatabaseStep = readonly string[] | { readonly endSessionsIn: string }

/** Why this wish cannot be granted; undefined when it can. Pure. */
export function whyNoDatabase({ name, state }: AccessDatabase, found: AccessFound): string | undefined {
  const owner = ownerOf(name)
  const there = found.databases.get(name)
  const isOwnerOurs = isMade(found.roles.get(owner))
  if (there && !isOwnerOurs) return `${name} was made inside the database, not by the platform`
  if (state === 'present' && found.roles.has(owner) && !isOwnerOurs)
    return `${owner}, its owner’s name, was made inside the database`
  if (state === 'deleted' && there && found.databases.has(keptName(name)))
    return `an earlier database named ${name} is kept still`
  return undefined
}

/** Steps to a further logical database that is open and belongs to its own role. */
function present(name: string, page: InstancePage, found: AccessFound): DatabaseStep[] {
  const database = quoteName(name)
  const owner = ownerOf(name)
  const there = found.databases.get(name)
  const kept = found.databases.get(keptName(name))
  const steps: string[][] = [ownerRoleStatements(owner, found)]
  const members = [page.ownerRole, keeperRole].filter((it) => !found.roles.get(it)?.memberships.has(owner))
  steps.push(
    members.map((it) => `GRANT ${quoteName(owner)} TO ${quoteName(it)}${it === keeperRole ? ` ${asWorker}` : ''}`),
  )
  // Closed until its rights are right: nobody can slip in between.
  if (!there && !kept)
    steps.push([`CREATE DATABASE ${database} OWNER ${quoteName(owner)} TEMPLATE template0 ALLOW_CONNECTIONS false`])
  if (!there && kept) steps.push([`ALTER DATABASE ${quoteName(keptName(name))} RENAME TO ${database}`])
  const last: string[] = []
  if (there ? there.owner !== owner : kept) last.push(`ALTER DATABASE ${database} OWNER TO ${quoteName(owner)}`)
  if (there?.everybodyMayConnect ?? true) last.push(`REVOKE CONNECT ON DATABASE ${database} FROM PUBLIC`)
  if (!there?.keeperMayConnect) last.push(`GRANT CONNECT ON DATABASE ${database} TO ${keeperRole}`)
  for (const login of Object.keys(page.logins))
    if (found.roles.get(login)?.beginsAs.get(name) !== owner)
      last.push(`ALTER ROLE ${quoteName(login)} IN DATABASE ${database} SET role = ${quoteName(owner)}`)
  if (!there?.isOpen) last.push(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true CONNECTION LIMIT -1`)
  return [...steps, last].filter((statements) => statements.length > 0)
}

/** Closed, emptied of sessions, and the superuser's under another name: its owner cannot reach it, and it can come back. */
function deleted(name: string, found: AccessFound): DatabaseStep[] {
  const kept = found.databases.get(keptName(name))
  if (kept?.isOpen) return [[`ALTER DATABASE ${quoteName(keptName(name))} ALLOW_CONNECTIONS false`]]
  if (!found.databases.has(name)) return []
  const [database, hidden] = [quoteName(name), quoteName(keptName(name))]
  return [
    [`ALTER DATABASE ${database} ALLOW_CONNECTIONS false CONNECTION LIMIT 0`],
    { endSessionsIn: name },
    [`ALTER DATABASE ${database} OWNER TO postgres`, `ALTER DATABASE ${database} RENAME TO ${hidden}`],
  ]
}

const erased = (name: string, found: AccessFound): DatabaseStep[] =>
  [name, keptName(name)]
    .filter((it) => found.databases.has(it))
    .flatMap((it): DatabaseStep[] => [
      [`ALTER DATABASE ${quoteName(it)} ALLOW_CONNECTIONS false`],
      { endSessionsIn: it },
      [`DROP DATABASE ${quoteName(it)} WITH (FORCE)`],
    ])

/** What is missing between the catalogs and the wish. Pure; empty when nothing is. */
export function databaseSteps(wish: AccessDatabase, page: InstancePage, found: AccessFound): DatabaseStep[] {
  if (wish.state === 'present') return present(wish.name, page, found)
  return wish.state === 'deleted' ? deleted(wish.name, found) : erased(wish.name, found)
}
