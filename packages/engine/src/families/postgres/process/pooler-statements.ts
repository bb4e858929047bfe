import { isScramVerifier } from '@holdfast/shared/scram'
import { poolerLogin } from '../pooler/pooler-files.ts'
import { certifiedRole } from './access/platform-roles.ts'
import type { RolesFound } from './reconcile.ts'
import { loginAttributes, quoteText } from './role-words.ts'

/**
 * In the platform's own database, which no tenant can enter. It answers for tenants' logins only: nothing of a role with
 * powers and nothing of a platform role leaves it, and an expired password is none. Who needs a certificate is not answered
 * for either: through the pooler it would get in without one. Membership counts, not the name: a
 * tenant may call a role hf_something.
 */
const lookUp = `CREATE OR REPLACE FUNCTION pooler.secret(name text, OUT usename name, OUT passwd text) RETURNS SETOF record
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog BEGIN ATOMIC
  SELECT r.rolname, CASE WHEN r.rolvaliduntil < pg_catalog.now() THEN NULL ELSE r.rolpassword END FROM pg_catalog.pg_authid r
  WHERE r.rolname = $1::pg_catalog.name AND r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolreplication AND NOT r.rolbypassrls
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_authid g ON g.oid = m.roleid
      WHERE m.member = r.oid AND g.rolname IN ('hf_platform', '${certifiedRole}'));
END`

const makeLookUp = [
  'CREATE SCHEMA IF NOT EXISTS pooler',
  lookUp,
  'REVOKE ALL ON FUNCTION pooler.secret(text) FROM PUBLIC',
  `GRANT USAGE ON SCHEMA pooler TO ${poolerLogin}`,
  `GRANT EXECUTE ON FUNCTION pooler.secret(text) TO ${poolerLogin}`,
  `GRANT CONNECT ON DATABASE holdfast TO ${poolerLogin}`,
]

/** What is missing so that the pooler can log in and look verifiers up. The role itself is the template's. Pure. */
export function poolerStatements(verifier: string | undefined, found: RolesFound): string[] {
  if (verifier === undefined || !isScramVerifier(verifier)) throw new Error('the verifier of the pooler is none')
  const there = found.roles.get(poolerLogin)
  return [
    ...(there?.attributes === loginAttributes ? [] : [`ALTER ROLE ${poolerLogin} ${loginAttributes}`]),
    ...(there?.verifier === verifier ? [] : [`ALTER ROLE ${poolerLogin} PASSWORD ${quoteText(verifier)}`]),
    ...(found.hasPoolerQuery ? [] : makeLookUp),
  ]
}
