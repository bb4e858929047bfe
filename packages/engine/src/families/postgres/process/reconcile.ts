import { isScramVerifier } from '@holdfast/shared/scram'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import type { Logins } from '../../../instance-manager/engine-process.ts'
import { certifiedRole, platformRoleStatements, platformRoles } from './access/platform-roles.ts'
import { poolerStatements } from './pooler-statements.ts'
import { loginAttributes, quoteName, quoteText } from './role-words.ts'
import type { Session } from './session.ts'

/** What the catalogs say about the roles and databases of a page. */
export interface RolesFound {
  readonly roles: ReadonlyMap<string, { readonly attributes: string; readonly verifier: string | null }>
  /** `member > role`, and `role=setting` of a login. */
  readonly memberships: ReadonlySet<string>
  readonly roleSettings: ReadonlyMap<string, string>
  /** The template's spare database is still there: the tenant's first one was not made yet. */
  readonly hasSpareDatabase: boolean
  /** The function by which the pooler looks verifiers up is there, in its newest form. */
  readonly hasPoolerQuery: boolean
}

const ownerAttributes = 'NOLOGIN INHERIT NOSUPERUSER CREATEDB CREATEROLE NOREPLICATION NOBYPASSRLS'

const grant = (role: string, member: string, found: RolesFound): string[] =>
  found.memberships.has(`${member} > ${role}`) ? [] : [`GRANT ${quoteName(role)} TO ${quoteName(member)}`]

function loginStatements([login, verifier]: readonly [string, string], owner: string, found: RolesFound): string[] {
  if (!isScramVerifier(verifier)) throw new Error(`the verifier of ${login} is none`)
  const name = quoteName(login)
  const there = found.roles.get(login)
  const statements: string[] = []
  if (!there) statements.push(`CREATE ROLE ${name} ${loginAttributes}`)
  else if (there.attributes !== loginAttributes) statements.push(`ALTER ROLE ${name} ${loginAttributes}`)
  if (there?.verifier !== verifier) statements.push(`ALTER ROLE ${name} PASSWORD ${quoteText(verifier)}`)
  statements.push(...grant(owner, login, found))
  if (found.roleSettings.get(login) !== owner) statements.push(`ALTER ROLE ${name} SET role = ${quoteName(owner)}`)
  return statements
}

/**
 * What is missing between the catalogs and the page. Pure. An empty list means that nothing is.
 * Once the spare database got its name it is the tenant's: dropped or renamed by its owner, it is not made again.
 */
export function roleStatements(page: InstancePage, logins: Logins, found: RolesFound): string[] {
  const owner = page.ownerRole
  const there = found.roles.get(owner)
  const statements: string[] = []
  if (!there) statements.push(`CREATE ROLE ${quoteName(owner)} ${ownerAttributes}`)
  else if (there.attributes !== ownerAttributes) statements.push(`ALTER ROLE ${quoteName(owner)} ${ownerAttributes}`)
  statements.push(...platformRoleStatements(found))
  // Seeing and ending sessions: a session belongs to its login, so the owner alone could not end one. A superuser's never.
  for (const role of ['pg_monitor', 'pg_signal_backend']) statements.push(...grant(role, owner, found))
  for (const login of Object.entries(logins))
    if (login[0] in page.logins) statements.push(...loginStatements(login, owner, found))
  if (page.pooler) statements.push(...poolerStatements(logins[page.pooler.login], found))
  if (found.hasSpareDatabase) {
    const database = quoteName(page.databaseName)
    statements.push(`ALTER DATABASE hf_first RENAME TO ${database}`)
    statements.push(`ALTER DATABASE ${database} OWNER TO ${quoteName(owner)}`)
  }
  return statements
}

const catalogs = `
SELECT r.rolname AS name, r.rolpassword AS verifier,
  concat_ws(' ', CASE WHEN r.rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, CASE WHEN r.rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
    CASE WHEN r.rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
    CASE WHEN r.rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END, CASE WHEN r.rolreplication THEN 'REPLICATION' ELSE 'NOREPLICATION' END,
    CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END) AS attributes,
  ARRAY(SELECT g.rolname::text FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_authid g ON g.oid = m.roleid WHERE m.member = r.oid) AS memberships,
  (SELECT substr(c, 6) FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) AS c WHERE s.setrole = r.oid AND s.setdatabase = 0 AND c LIKE 'role=%') AS role_setting,
  EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datname = 'hf_first' AND d.datdba = 10) AS has_spare,
  pg_catalog.pg_get_functiondef(pg_catalog.to_regprocedure('pooler.secret(text)')) LIKE '%${certifiedRole}%' AS has_pooler_query
FROM pg_catalog.pg_authid r WHERE r.rolname = ANY ($1) OR r.oid = 10`

async function findRoles(session: Session, names: readonly string[]): Promise<RolesFound> {
  const { rows } = await session.query(catalogs, [names])
  return {
    roles: new Map(rows.map((row) => [row.name, { attributes: row.attributes, verifier: row.verifier }])),
    memberships: new Set(rows.flatMap((row) => row.memberships.map((role: string) => `${row.name} > ${role}`))),
    roleSettings: new Map(
      rows.filter((row) => row.role_setting !== null).map((row) => [row.name, unquote(row.role_setting)]),
    ),
    hasSpareDatabase: rows.some((row) => row.has_spare),
    hasPoolerQuery: rows.some((row) => row.has_pooler_query),
  }
}

const unquote = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name)

/** Brings roles and the first database to what the page says, in one transaction, touching only what differs. */
export async function reconcile(session: Session, page: InstancePage, logins: Logins): Promise<void> {
  const found = await findRoles(session, [page.ownerRole, ...Object.keys(logins), ...platformRoles])
  const statements = roleStatements(page, logins, found)
  if (statements.length > 0) await session.query(statements.join(';\n'))
}
