import { findEngine } from '@holdfast/engine'
import type { RoleConnection, RoleGrant, RoleView } from '@holdfast/shared/contract/access-views'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Asked } from '../databases/asked.ts'
import type { Change } from '../databases/database-parts.ts'
import type { LoginRecord } from '../databases/database-record.ts'
import { endpointHost } from '../databases/endpoint-order.ts'
import { makeLogins } from '../databases/logins.ts'
import { observe } from '../databases/show-databases.ts'
import { demandPermission } from '../people/caller.ts'
import { demandFreshSignIn } from '../people/fresh-sign-in.ts'
import { itemOf, type RoleRecord } from './access-record.ts'
import { changeRoleRow, saveRole } from './access-store.ts'
import {
  beginChange,
  demandName,
  demandRoom,
  type Inside,
  livingDatabases,
  lockInside,
  lookInside,
  type OpenInside,
} from './change-access.ts'
import { ensureClientAuthority, revokeOf } from './client-authority.ts'
import { type PageAsked, pageByName } from './page-by-name.ts'
import { namesInUse, roleView, roleViews } from './role-views.ts'

/** Roles of a database, those that are on their way out counted. */
const rolesAtMost = 50

export interface RoleWish {
  readonly name: string
  readonly grants: readonly RoleGrant[]
  readonly replication: boolean
  readonly needsCertificate: boolean
}

export interface RoleChanged {
  readonly role: RoleView
  readonly revision: number
  readonly operation: OperationView
}

export async function listRoles(asked: Asked, { database, ...page }: PageAsked & { database: string }) {
  return pageByName(roleViews(await lookInside(asked, database)), page)
}

/** Throws `role-name-taken`, `unknown-choice`, `access-limit-reached` or `database-busy`. */
export async function createRole(
  asked: Asked,
  { database: name, wish }: { database: string; wish: RoleWish },
): Promise<RoleChanged & { login: string; password: string }> {
  const { tx, parts, caller } = asked
  // The answer holds a password: a token that may change and not connect would get in by a role of its own making.
  demandPermission(caller, 'database:connect')
  const inside = await lockInside(asked, { database: name, ifMatch: '*' })
  const { database, access, engine } = inside
  demandName(engine.roleRule, wish.name)
  demandFreeName(inside, wish.name)
  demandRoom(access.roles.length, rolesAtMost, 'roles')
  demandGrants(inside, wish.grants)
  const { id: databaseId, organizationId } = database
  const names = engine.logins(wish.name)
  const logins = await makeLogins(tx, parts.secrets, { organizationId, databaseId, names })
  const role: RoleRecord = { ...wish, state: 'present', createdAt: parts.clock.now(), logins }
  await saveRole(tx, databaseId, role)
  if (wish.needsCertificate) await ensureClientAuthority(asked, database)
  const { login, password } = await passwordOf(asked, role)
  return { ...(await begin(asked, inside, role)), login: login.name, password }
}

export type RoleAsked = Change & { readonly role: string }

export async function changeRole(
  asked: Asked,
  {
    wish,
    ...change
  }: RoleAsked & { wish: Partial<{ [Key in keyof Omit<RoleWish, 'name'>]: RoleWish[Key] | undefined }> },
): Promise<RoleChanged> {
  const inside = await lockInside(asked, change)
  const role = findWanted(inside, change.role)
  if (wish.grants) demandGrants(inside, wish.grants, role.grants)
  const { grants = role.grants, replication = role.replication, needsCertificate = role.needsCertificate } = wish
  const key = { databaseId: inside.database.id, name: role.name }
  await changeRoleRow(asked.tx, key, { grants, replication, needsCertificate })
  if (needsCertificate) await ensureClientAuthority(asked, inside.database)
  // Grants that went are work as well.
  return begin(asked, inside, { ...role, grants: [...role.grants, ...grants] })
}

/** Its sessions end; what it owns goes to the owner of the database. Its certificates are worth nothing from now on. */
export async function removeRole(asked: Asked, change: RoleAsked): Promise<RoleChanged> {
  const inside = await lockInside(asked, change)
  const { database, access } = inside
  const role = access.roles.find(({ name }) => name === change.role)
  if (!role) throw unknownRole(change.role)
  await changeRoleRow(asked.tx, { databaseId: database.id, name: role.name }, { state: 'absent' })
  await revokeOf(
    asked,
    database,
    role.logins.map(({ name }) => name),
  )
  return begin(asked, inside, { ...role, grants: [] })
}

/** How to connect as a role, with the password. The route's audit event tells who has seen it. */
export async function revealRole(
  asked: Asked,
  { database: name, role: roleName }: { database: string; role: string },
): Promise<RoleConnection> {
  const inside = await lookInside(asked, name)
  await demandFreshSignIn(asked.tx, asked.caller, asked.parts.clock.now())
  const role = findWanted(inside, roleName)
  const { login, password } = await passwordOf(asked, role)
  const seen = (await observe(asked, [inside.database])).get(inside.database.id)
  const host = endpointHost(asked.parts, seen ?? null)
  return { login: login.name, password, ...urlsOf(asked, inside, { role, login: login.name, password, host }) }
}

function urlsOf(
  { parts }: Asked,
  { database, ...inside }: Inside,
  { role, login, password, host }: { role: RoleRecord; login: string; password: string; host: string },
): Pick<RoleConnection, 'url' | 'pooledUrl'> {
  const engine = findEngine(database.engine)
  const { endpoint } = database
  if (!engine || !endpoint) throw new Error(`database ${database.id} has no endpoint`)
  const living = livingDatabases({ database, ...inside })
  const [first] = role.grants.filter((it) => living.includes(it.database))
  const urlAt = (port: number) =>
    engine.connectionUrl({
      host,
      port,
      database: first?.database ?? database.databaseName,
      ...{ login, password },
      caFile: parts.caPath,
    })
  const isPooled = engine.pooler && database.pooler && !role.replication && !role.needsCertificate
  return { url: urlAt(endpoint.directPort), pooledUrl: isPooled ? urlAt(endpoint.pooledPort) : null }
}

async function passwordOf({ tx, parts }: Asked, role: RoleRecord): Promise<{ login: LoginRecord; password: string }> {
  const [login] = role.logins
  if (!login) throw new Error(`the role ${role.name} has no login`)
  const { passwordSecretId: secretId, version } = login
  return { login, password: await parts.secrets.readSecret(tx, { secretId, version }) }
}

async function begin(asked: Asked, { database }: Inside, { name, grants }: RoleRecord): Promise<RoleChanged> {
  const items = [itemOf.role(name), ...grants.map((grant) => itemOf.grant(name, grant.database))]
  const { inside, revision, operation } = await beginChange(asked, database, [...new Set(items)])
  const role = inside.access.roles.find((it) => it.name === name)
  if (!role) throw new Error(`the role ${name} vanished inside a transaction`)
  return { role: roleView(inside, role), revision, operation }
}

function findWanted({ access }: Inside, name: string): RoleRecord {
  const role = access.roles.find((it) => it.name === name && it.state === 'present')
  if (!role) throw unknownRole(name)
  return role
}

const unknownRole = (name: string) => new Problem('not-found', { subject: `role "${name}" made by the platform` })

function demandFreeName(inside: OpenInside, name: string): void {
  const known = namesInUse(inside)
  for (const { name: made } of inside.observed?.roles ?? [])
    if (!known.has(made)) known.set(made, 'a role that was made by SQL is called so')
  for (const wanted of [name, ...inside.engine.logins(name)]) {
    const because = known.get(wanted)
    if (because === undefined) continue
    const told = wanted === name ? because : `its login would be "${wanted}", and ${because}`
    throw new Problem('role-name-taken', { name, because: told })
  }
}

/** Every grant names a logical database that is there, each once; one that the role has may stay in a deleted one. */
function demandGrants(inside: Inside, grants: readonly RoleGrant[], kept: readonly RoleGrant[] = []): void {
  const choices = livingDatabases(inside)
  for (const [at, { database, preset }] of grants.entries()) {
    const pointer = `/grants/${at}/database`
    const isKept = kept.some((it) => it.database === database && it.preset === preset)
    if (!choices.includes(database) && !isKept) {
      const detail = `must be one of: ${choices.join(', ')}`
      const facts = { what: 'logical database', given: database, choices }
      throw new Problem('unknown-choice', facts, [{ pointer, code: 'unknown_choice', detail }])
    }
    if (grants.findIndex((it) => it.database === database) !== at)
      throw new Problem('invalid-input', { fields: [pointer] }, [
        { pointer, code: 'not_unique', detail: 'is named twice; a role has one grant in a logical database' },
      ])
  }
}
