import type { RoleView } from '@holdfast/shared/contract/access-views'
import { itemOf, type RoleRecord } from './access-record.ts'
import type { Inside } from './change-access.ts'
import { type Standing, standing } from './standing.ts'

/** Every role inside a database that is not its owner's: what was wished, and what the tenant made by SQL. */
export const roleViews = (inside: Inside): RoleView[] => [
  // What its host has removed is gone for people; its row goes a moment later.
  ...inside.access.roles
    .filter((role) => standingOf(inside, role).state !== 'gone')
    .map((role) => roleView(inside, role)),
  ...foundRoles(inside),
]

function standingOf({ observed, underWay }: Inside, { name, state }: RoleRecord): Standing {
  return standing({
    isWanted: state === 'present',
    observed,
    isSeen: observed?.roles.some((it) => it.name === name) ?? false,
    items: (item) => item === itemOf.role(name) || item.startsWith(itemOf.grant(name, '')),
    underWay,
  })
}

export function roleView(inside: Inside, role: RoleRecord): RoleView {
  const { name, grants, replication, needsCertificate } = role
  const stand = standingOf(inside, role)
  return {
    ...{ name, replication, needsCertificate },
    logins: role.logins.map((login) => login.name),
    grants: grants.map((it) => ({ ...it })),
    state: words[stand.state],
    because: stand.because,
    isPlatformMade: true,
    createdAt: role.createdAt.toISOString(),
  }
}

const words: Readonly<Record<Standing['state'], RoleView['state']>> = {
  making: 'creating',
  there: 'present',
  changing: 'changing',
  going: 'deleting',
  gone: 'deleting',
  refused: 'refused',
}

function foundRoles(inside: Inside): RoleView[] {
  const known = namesInUse(inside)
  const found = inside.observed?.roles.filter(({ name }) => !known.has(name)) ?? []
  return found.map(({ name, replication }) => ({
    ...{ name, replication },
    logins: [],
    grants: [],
    needsCertificate: false,
    state: 'present',
    because: 'it was made by SQL',
    isPlatformMade: false,
    createdAt: null,
  }))
}

/** Names of roles that the platform has given away inside this database, and to what. */
export function namesInUse({ database, access, engine }: Inside): Map<string, string> {
  return new Map([
    ...access.databases.flatMap(({ name }): [string, string][] =>
      engine ? [[engine.owner(name), `the owner of the logical database "${name}" is called so`]] : [],
    ),
    ...access.roles.flatMap(({ name, logins }): [string, string][] => [
      [name, 'a role is called so'],
      ...logins.map((login): [string, string] => [login.name, `a login of the role "${name}" is called so`]),
    ]),
    ...database.logins.map(({ name }): [string, string] => [name, 'a login of the owner is called so']),
    [database.ownerRole, 'the owner of the database is called so'],
  ])
}
