import { isScramVerifier } from '@holdfast/shared/scram'
import type { PageAccessRole } from '@holdfast/shared/state/instance-page'
import { loginPair } from '../../access-names.ts'
import { loginAttributes, quoteName, quoteText } from '../role-words.ts'
import { type AccessFound, isMade } from './access-found.ts'
import { asMark, certifiedRole, madeRole } from './platform-roles.ts'

const attributesOf = (canLogin: boolean, replication: boolean): string =>
  loginAttributes
    .replace('LOGIN', canLogin ? 'LOGIN' : 'NOLOGIN')
    .replace('NOREPLICATION', replication ? 'REPLICATION' : 'NOREPLICATION')

/** Why this role cannot be touched: somebody made it inside the database. */
export const whyNotOurs = (names: readonly string[], found: AccessFound): string | undefined => {
  const theirs = names.filter((name) => found.roles.has(name) && !isMade(found.roles.get(name)))
  return theirs.length > 0 ? `${theirs.join(', ')} was made inside the database, not by the platform` : undefined
}

function makeRole(name: string, attributes: string, found: AccessFound): string[] {
  const there = found.roles.get(name)
  if (there) return there.attributes === attributes ? [] : [`ALTER ROLE ${quoteName(name)} ${attributes}`]
  return [`CREATE ROLE ${quoteName(name)} ${attributes}`, `GRANT ${madeRole} TO ${quoteName(name)} ${asMark}`]
}

/** The role that a logical database of the platform's making belongs to. */
export const ownerRoleStatements = (name: string, found: AccessFound): string[] =>
  makeRole(name, attributesOf(false, false), found)

function loginStatements(
  role: PageAccessRole,
  [login, verifier]: readonly [string, string | undefined],
  found: AccessFound,
): string[] {
  if (verifier === undefined || !isScramVerifier(verifier)) throw new Error(`the verifier of ${login} is none`)
  const name = quoteName(login)
  const there = found.roles.get(login)
  const statements = makeRole(login, attributesOf(true, role.replication), found)
  if (there?.verifier !== verifier) statements.push(`ALTER ROLE ${name} PASSWORD ${quoteText(verifier)}`)
  if (!there?.memberships.has(role.name)) statements.push(`GRANT ${quoteName(role.name)} TO ${name}`)
  if (there?.beginsAs.get('') !== role.name) statements.push(`ALTER ROLE ${name} SET role = ${quoteName(role.name)}`)
  const isCertified = there?.memberships.has(certifiedRole) ?? false
  if (role.needsCertificate && !isCertified) statements.push(`GRANT ${certifiedRole} TO ${name} ${asMark}`)
  if (!role.needsCertificate && isCertified) statements.push(`REVOKE ${certifiedRole} FROM ${name}`)
  return statements
}

/** What is missing between the catalogs and a wished role with its pair of logins. Pure; empty when nothing is. */
export function accessRoleStatements(
  role: PageAccessRole,
  verifiers: Readonly<Record<string, string>>,
  found: AccessFound,
): string[] {
  // Slots are given to the role a session acts as, streams to the one it logged in as: both must be able to replicate.
  return [
    ...makeRole(role.name, attributesOf(false, role.replication), found),
    ...loginPair(role.name)
      .filter((login) => login in role.logins || found.roles.has(login))
      .flatMap((login) =>
        login in role.logins ? loginStatements(role, [login, verifiers[login]], found) : shutStatements([login], found),
      ),
  ]
}

/** Lets nobody in by these logins any more. */
export const shutStatements = (logins: readonly string[], found: AccessFound): string[] =>
  logins.flatMap((login) => {
    const there = found.roles.get(login)
    const shut = attributesOf(false, false)
    return there && there.attributes !== shut ? [`ALTER ROLE ${quoteName(login)} ${shut} PASSWORD NULL`] : []
  })

/** Whether sessions that are open now would not be let in like this again. */
export function mustLeave(role: PageAccessRole, found: AccessFound): boolean {
  const pair = loginPair(role.name).flatMap((login) => found.roles.get(login) ?? [])
  return pair.some(
    (login) =>
      (role.needsCertificate && !login.memberships.has(certifiedRole)) ||
      (!role.replication && / REPLICATION/.test(login.attributes)),
  )
}
