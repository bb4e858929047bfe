import { scramVerifier } from '@holdfast/shared/scram'
import { describe, expect, it } from 'vitest'
import { aPage } from '../../../../test/harness/a-page.ts'
import { platformRoles } from './access/platform-roles.ts'
import { type RolesFound, roleStatements } from './reconcile.ts'

const verifier = scramVerifier('secret')
const login = 'LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS'
const owner = 'NOLOGIN INHERIT NOSUPERUSER CREATEDB CREATEROLE NOREPLICATION NOBYPASSRLS'
const page = aPage()

const nothing: RolesFound = {
  roles: new Map(),
  memberships: new Set(),
  roleSettings: new Map(),
  hasSpareDatabase: true,
  hasPoolerQuery: false,
}
const everything: RolesFound = {
  roles: new Map([
    ['shop', { attributes: owner, verifier: null }],
    ['shop_a', { attributes: login, verifier }],
    ...platformRoles.map((role) => [role, { attributes: login, verifier: null }] as const),
  ]),
  memberships: new Set(['shop > pg_monitor', 'shop > pg_signal_backend', 'shop_a > shop']),
  roleSettings: new Map([['shop_a', 'shop']]),
  hasSpareDatabase: false,
  hasPoolerQuery: false,
}

describe('roleStatements', () => {
  it('makes the owner, its login and the database of a new instance, in this order', () => {
    expect(roleStatements(page, { shop_a: verifier }, nothing)).toEqual([
      `CREATE ROLE "shop" ${owner}`,
      `CREATE ROLE hf_keeper ${login}`,
      'GRANT hf_platform TO hf_keeper WITH INHERIT FALSE, SET FALSE',
      'GRANT pg_use_reserved_connections TO hf_keeper',
      `CREATE ROLE hf_made ${login.replace('LOGIN', 'NOLOGIN')}`,
      `CREATE ROLE hf_certified ${login.replace('LOGIN', 'NOLOGIN')}`,
      'GRANT "pg_monitor" TO "shop"',
      'GRANT "pg_signal_backend" TO "shop"',
      `CREATE ROLE "shop_a" ${login}`,
      `ALTER ROLE "shop_a" PASSWORD '${verifier}'`,
      'GRANT "shop" TO "shop_a"',
      'ALTER ROLE "shop_a" SET role = "shop"',
      'ALTER DATABASE hf_first RENAME TO "shop"',
      'ALTER DATABASE "shop" OWNER TO "shop"',
    ])
  })

  it('says nothing when nothing is missing', () => {
    expect(roleStatements(page, { shop_a: verifier }, everything)).toEqual([])
  })

  it('changes a rotated verifier and nothing else', () => {
    const rotated = scramVerifier('other')
    expect(roleStatements(page, { shop_a: rotated }, everything)).toEqual([`ALTER ROLE "shop_a" PASSWORD '${rotated}'`])
  })

  it('takes attributes back that somebody added', () => {
    const roles = new Map([
      ...everything.roles,
      ['shop', { attributes: owner.replace('NOLOGIN', 'LOGIN'), verifier: null }] as const,
    ])
    expect(roleStatements(page, { shop_a: verifier }, { ...everything, roles })).toEqual([`ALTER ROLE "shop" ${owner}`])
  })

  it('lets the pooler log in and look verifiers up, once', () => {
    const pooled = aPage({ pooler: { login: 'hf_pooler', version: 1 } })
    const logins = { shop_a: verifier, hf_pooler: verifier }
    const first = roleStatements(pooled, logins, everything)
    expect(first.slice(0, 2)).toEqual([`ALTER ROLE hf_pooler ${login}`, `ALTER ROLE hf_pooler PASSWORD '${verifier}'`])
    expect(first.join()).toContain('CREATE OR REPLACE FUNCTION pooler.secret')
    const roles = new Map([...everything.roles, ['hf_pooler', { attributes: login, verifier }] as const])
    expect(roleStatements(pooled, logins, { ...everything, roles, hasPoolerQuery: true })).toEqual([])
    expect(() => roleStatements(pooled, {}, everything)).toThrow(/verifier of the pooler/)
  })

  it('refuses text that is no verifier, and quotes names', () => {
    expect(() => roleStatements(page, { shop_a: "x'; drop role postgres; --" }, nothing)).toThrow(/verifier of shop_a/)
    expect(roleStatements(aPage({ ownerRole: 'a"b' }), {}, nothing)[0]).toContain('"a""b"')
  })
})
