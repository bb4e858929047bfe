import { scramVerifier } from '@holdfast/shared/scram'
import type { PageAccessRole } from '@holdfast/shared/state/instance-page'
import { describe, expect, it } from 'vitest'
import { accessFound, roleFound } from '../../../../../test/harness/access-found.ts'
import { accessRoleStatements, mustLeave, whyNotOurs } from './role-statements.ts'

const verifier = scramVerifier('secret')
const verifiers = { reporting_a: verifier, reporting_b: verifier }
const powerless = 'INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS'
const role: PageAccessRole = {
  name: 'reporting',
  logins: { reporting_a: 1, reporting_b: 1 },
  grants: [],
  replication: false,
  needsCertificate: false,
  state: 'present',
}
const login = roleFound({
  attributes: `LOGIN ${powerless}`,
  verifier,
  memberships: new Set(['hf_made', 'reporting']),
  beginsAs: new Map([['', 'reporting']]),
})
const there = accessFound({
  roles: { reporting: roleFound({ attributes: `NOLOGIN ${powerless}` }), reporting_a: login, reporting_b: login },
})

describe('accessRoleStatements', () => {
  it('makes the role and its pair of logins, marked as the platform’s', () => {
    const statements = accessRoleStatements(role, verifiers, accessFound({}))
    expect(statements.slice(0, 7)).toEqual([
      `CREATE ROLE "reporting" NOLOGIN ${powerless}`,
      'GRANT hf_made TO "reporting" WITH INHERIT FALSE, SET FALSE',
      `CREATE ROLE "reporting_a" LOGIN ${powerless}`,
      'GRANT hf_made TO "reporting_a" WITH INHERIT FALSE, SET FALSE',
      `ALTER ROLE "reporting_a" PASSWORD '${verifier}'`,
      'GRANT "reporting" TO "reporting_a"',
      'ALTER ROLE "reporting_a" SET role = "reporting"',
    ])
    expect(statements).toHaveLength(12)
  })

  it('says nothing when nothing is missing', () => {
    expect(accessRoleStatements(role, verifiers, there)).toEqual([])
  })

  it('lets role and logins replicate, and marks logins that need a certificate', () => {
    const statements = accessRoleStatements({ ...role, replication: true, needsCertificate: true }, verifiers, there)
    expect(statements.filter((it) => / REPLICATION/.test(it))).toHaveLength(3)
    expect(statements).toContain('GRANT hf_certified TO "reporting_b" WITH INHERIT FALSE, SET FALSE')
  })

  it('shuts a login that the page no longer names', () => {
    const statements = accessRoleStatements({ ...role, logins: { reporting_a: 1 } }, verifiers, there)
    expect(statements).toEqual([`ALTER ROLE "reporting_b" NOLOGIN ${powerless} PASSWORD NULL`])
  })

  it('refuses text that is no verifier', () => {
    const wrong = { ...verifiers, reporting_a: "x'; drop role postgres; --" }
    expect(() => accessRoleStatements(role, wrong, there)).toThrow(/verifier of reporting_a/)
  })
})

describe('whyNotOurs', () => {
  it('names what a tenant made, whatever marks it got hold of', () => {
    const theirs = roleFound({ isTenants: true })
    const found = accessFound({ roles: { reporting: theirs, reporting_a: roleFound({ memberships: new Set() }) } })
    expect(whyNotOurs(['reporting', 'reporting_a', 'new'], found)).toMatch(/^reporting, reporting_a was made inside/)
    expect(whyNotOurs(['reporting', 'reporting_a'], there)).toBeUndefined()
  })
})

describe('mustLeave', () => {
  it('is so when a certificate is wanted that was not, and when replication ends', () => {
    expect(mustLeave(role, there)).toBe(false)
    expect(mustLeave({ ...role, needsCertificate: true }, there)).toBe(true)
    const streaming = roleFound({ ...login, attributes: login.attributes.replace('NOREPLICATION', 'REPLICATION') })
    expect(mustLeave(role, accessFound({ roles: { reporting_a: streaming } }))).toBe(true)
  })
})
