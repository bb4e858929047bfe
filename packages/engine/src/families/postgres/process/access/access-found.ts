import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { loginPair, ownerOf } from '../../access-names.ts'
import type { Session } from '../session.ts'
import { keptName } from './kept-name.ts'
import { certifiedRole, keeperRole, madeRole } from './platform-roles.ts'

export interface RoleFound {
  readonly attributes: string
  readonly verifier: string | null
  /** Roles that the platform granted to it. */
  readonly memberships: ReadonlySet<string>
  /** Somebody may grant it on: then a tenant made it, not the platform. */
  readonly isTenants: boolean
  /** Logical database, or '' for all of them → the role it begins as there. */
  readonly beginsAs: ReadonlyMap<string, string>
  /** Logical database → whether it owns something there; a name that is absent holds nothing of it. */
  readonly traces: ReadonlyMap<string, { readonly owns: boolean }>
}

export interface DatabaseFound {
  readonly owner: string
  /** It belongs to the superuser: the platform's own, or a deleted one that is kept. */
  readonly isPlatforms: boolean
  readonly isOpen: boolean
  readonly everybodyMayConnect: boolean
  readonly keeperMayConnect: boolean
}

/** What the catalogs that all databases share say about the roles and databases of a page. */
export interface AccessFound {
  readonly roles: ReadonlyMap<string, RoleFound>
  readonly databases: ReadonlyMap<string, DatabaseFound>
}

export const isMade = (role: RoleFound | undefined): boolean =>
  role?.memberships.has(madeRole) === true && !role.isTenants

const rolesQuery = `
SELECT r.rolname AS name, r.rolpassword AS verifier,
  concat_ws(' ', CASE WHEN r.rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, CASE WHEN r.rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
    CASE WHEN r.rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
    CASE WHEN r.rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END, CASE WHEN r.rolreplication THEN 'REPLICATION' ELSE 'NOREPLICATION' END,
    CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END) AS attributes,
  ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid WHERE m.member = r.oid AND m.grantor = 10) AS memberships,
  EXISTS (SELECT FROM pg_auth_members m WHERE m.roleid = r.oid AND m.admin_option) AS is_tenants,
  ARRAY(SELECT ARRAY[coalesce(d.datname, '')::text, substr(c, 6)] FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase,
    unnest(s.setconfig) AS c WHERE s.setrole = r.oid AND c LIKE 'role=%') AS begins_as,
  ARRAY(SELECT ARRAY[d.datname::text, bool_or(s.deptype = 'o' AND s.dbid <> 0)::text] FROM pg_shdepend s
    JOIN pg_database d ON d.oid = CASE WHEN s.dbid = 0 AND s.classid = 'pg_database'::regclass THEN s.objid ELSE s.dbid END
    WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid GROUP BY d.datname) AS traces
FROM pg_authid r WHERE r.rolname = ANY ($1)`

const databasesQuery = `
SELECT d.datname AS name, r.rolname AS owner, d.datdba = 10 AS is_platforms, d.datallowconn AND d.datconnlimit <> -2 AS is_open,
  EXISTS (SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT') AS everybody,
  EXISTS (SELECT FROM aclexplode(d.datacl) a JOIN pg_authid k ON k.oid = a.grantee WHERE k.rolname = '${keeperRole}' AND a.privilege_type = 'CONNECT') AS keeper
FROM pg_database d JOIN pg_authid r ON r.oid = d.datdba`

const unquote = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name)

function namesOf(page: InstancePage): string[] {
  const { roles = [], databases = [] } = page.access ?? {}
  return [
    ...[page.ownerRole, ...Object.keys(page.logins), keeperRole, madeRole, certifiedRole],
    ...roles.flatMap(({ name }) => [name, ...loginPair(name)]),
    ...databases.map(({ name }) => ownerOf(name)),
  ]
}

/** Asks the shared catalogs; `session` is one in the platform's own database. */
export async function findAccess(session: Session, page: InstancePage): Promise<AccessFound> {
  const { rows: databases } = await session.query(databasesQuery)
  const wished = new Set<string>(page.access?.databases.flatMap(({ name }) => [name, keptName(name)]))
  const owners = databases.filter((row) => !row.is_platforms).map((row): string => row.owner)
  const { rows: roles } = await session.query(rolesQuery, [[...new Set([...namesOf(page), ...owners])]])
  return {
    roles: new Map(
      roles.map((row) => [
        row.name,
        {
          attributes: row.attributes,
          verifier: row.verifier,
          memberships: new Set<string>(row.memberships),
          isTenants: row.is_tenants,
          beginsAs: new Map(row.begins_as.map(([at, role]: [string, string]) => [at, unquote(role)])),
          traces: new Map(row.traces.map(([at, owns]: [string, string]) => [at, { owns: owns === 'true' }])),
        },
      ]),
    ),
    databases: new Map(
      databases
        .filter((row) => !row.is_platforms || wished.has(row.name))
        .map((row) => [
          row.name,
          {
            owner: row.owner,
            isPlatforms: row.is_platforms,
            isOpen: row.is_open,
            everybodyMayConnect: row.everybody,
            keeperMayConnect: row.keeper,
          },
        ]),
    ),
  }
}
