import type { GrantPreset } from '@holdfast/shared/state/desired'
import { quoteName } from '../role-words.ts'
import type { Session } from '../session.ts'

/** What a role may do with each kind of thing in one logical database. `owner` needs nothing: it is a member of the owner. */
type Rights = Readonly<Record<'DATABASE' | 'SCHEMA' | 'TABLE' | 'SEQUENCE', readonly string[]>>

const nothing: Rights = { DATABASE: [], SCHEMA: [], TABLE: [], SEQUENCE: [] }
const read: Rights = { DATABASE: ['CONNECT'], SCHEMA: ['USAGE'], TABLE: ['SELECT'], SEQUENCE: ['SELECT'] }
const write: Rights = { ...read, TABLE: ['DELETE', 'INSERT', 'SELECT', 'UPDATE'], SEQUENCE: ['SELECT', 'USAGE'] }

const rightsOf = (preset: GrantPreset | undefined): Rights =>
  preset === 'read' ? read : preset === 'write' ? write : nothing

export interface WantedGrant {
  readonly role: string
  /** Undefined: the role should have nothing here. */
  readonly preset: GrantPreset | undefined
}

/** One thing on which a role has less or more than it should. */
export interface GrantDifference {
  readonly role: string
  /** `TABLE` and so on; with `isDefault` what is made from now on. */
  readonly kind: keyof Rights
  readonly isDefault: boolean
  /** Of a table or sequence. */
  readonly schema: string | null
  readonly name: string
  readonly missing: readonly string[]
  readonly extra: readonly string[]
}

/** As many things as one statement names; as many differences as one look brings. */
const perStatement = 200
const perLook = 5_000

/**
 * Compares the rights that the owner itself granted with those that are wanted, inside PostgreSQL: what is right is not sent.
 * Only the owner's own things count, and only its own grants.
 */
const differences = `
WITH wanted AS (
  SELECT r.oid, r.rolname::text AS role, w.kind, ARRAY(SELECT json_array_elements_text(w.rights) ORDER BY 1) AS rights
  FROM json_to_recordset($1::json) AS w(role text, kind text, rights json) JOIN pg_roles r ON r.rolname = w.role
), things AS (
  SELECT 'DATABASE' AS kind, false AS is_default, NULL::text AS schema, datname::text AS name, datdba AS owner, datacl AS acl
    FROM pg_database WHERE datname = current_database()
  UNION ALL SELECT 'SCHEMA', false, NULL, nspname, nspowner, nspacl FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND pg_has_role(nspowner, 'USAGE')
  UNION ALL SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, false, n.nspname, c.relname, c.relowner, c.relacl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND pg_has_role(c.relowner, 'USAGE')
  UNION ALL SELECT k.kind, true, NULL, k.kind, r.oid, a.defaclacl
    FROM (VALUES ('SCHEMA', 'n'), ('TABLE', 'r'), ('SEQUENCE', 'S')) AS k(kind, type) CROSS JOIN pg_roles r
    LEFT JOIN pg_default_acl a ON a.defaclrole = r.oid AND a.defaclnamespace = 0 AND a.defaclobjtype = k.type::"char"
    WHERE r.rolname = current_user
), compared AS (
  SELECT w.role, t.kind, t.is_default, t.schema, t.name, w.rights AS wanted,
    ARRAY(SELECT DISTINCT a.privilege_type FROM aclexplode(t.acl) a WHERE a.grantee = w.oid AND a.grantor = t.owner ORDER BY 1) AS held
  FROM wanted w JOIN things t ON t.kind = w.kind
)
SELECT role, kind, is_default, schema, name,
  ARRAY(SELECT unnest(wanted) EXCEPT SELECT unnest(held) ORDER BY 1) AS missing,
  ARRAY(SELECT unnest(held) EXCEPT SELECT unnest(wanted) ORDER BY 1) AS extra
FROM compared WHERE wanted <> held ORDER BY role, is_default DESC, kind, schema, name LIMIT ${perLook}`

/** `session` acts as the owner of its database. Less than everything only where very much differs: then it is asked again. */
export async function findGrantDifferences(
  session: Session,
  wanted: readonly WantedGrant[],
): Promise<{ readonly found: readonly GrantDifference[]; readonly isAll: boolean }> {
  const rows = wanted.flatMap(({ role, preset }) =>
    Object.entries(rightsOf(preset)).map(([kind, rights]) => ({ role, kind, rights })),
  )
  const answer = await session.query(differences, [JSON.stringify(rows)])
  const found = answer.rows.map(
    (row): GrantDifference => ({
      role: row.role,
      kind: row.kind,
      isDefault: row.is_default,
      schema: row.schema,
      name: row.name,
      missing: row.missing,
      extra: row.extra,
    }),
  )
  return { found, isAll: found.length < perLook }
}

const place = ({ schema, name }: GrantDifference): string =>
  schema === null ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`

function statement(verb: 'GRANT' | 'REVOKE', rights: readonly string[], things: readonly GrantDifference[]): string {
  const [first] = things
  if (!first) throw new Error('a grant names at least one thing')
  const on = first.isDefault ? `${first.kind}S` : `${first.kind} ${things.map(place).join(', ')}`
  const to = `${verb === 'GRANT' ? 'TO' : 'FROM'} ${quoteName(first.role)}`
  return `${first.isDefault ? 'ALTER DEFAULT PRIVILEGES ' : ''}${verb} ${rights.join(', ')} ON ${on} ${to}`
}

function together(differences: readonly GrantDifference[], verb: 'GRANT' | 'REVOKE'): string[] {
  const of = (it: GrantDifference) => (verb === 'GRANT' ? it.missing : it.extra)
  const groups = Object.groupBy(
    differences.filter((it) => of(it).length > 0),
    (it) => `${it.role} ${it.isDefault} ${it.kind} ${of(it).join()}`,
  )
  return Object.values(groups).flatMap((group = []) =>
    Array.from({ length: Math.ceil(group.length / perStatement) }, (_, n) => {
      const some = group.slice(n * perStatement, (n + 1) * perStatement)
      return statement(verb, some[0] ? of(some[0]) : [], some)
    }),
  )
}

/** The statements that make an end of the differences: what is too much first. Pure. */
export const grantStatements = (differences: readonly GrantDifference[]): string[] => [
  ...together(differences, 'REVOKE'),
  ...together(differences, 'GRANT'),
]
