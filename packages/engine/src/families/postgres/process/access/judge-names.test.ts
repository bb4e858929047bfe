import type { PageAccess, PageAccessRole } from '@holdfast/shared/state/instance-page'
import { describe, expect, it } from 'vitest'
import { aPage } from '../../../../../test/harness/a-page.ts'
import { judgeNames } from './judge-names.ts'

const role = (name: string, logins: PageAccessRole['logins'] = {}): PageAccessRole => ({
  ...{ name, logins, grants: [], replication: false, needsCertificate: false, state: 'present' },
})
const refusedRoles = (...roles: PageAccess['roles']) => refused({ roles })
const refused = (access: Partial<PageAccess>) => {
  const whole = { databases: [], roles: [], extensions: [], clientCa: null, clientCrl: null, ...access }
  return judgeNames(aPage({ access: whole })).map((it) => it.item)
}

describe('judgeNames', () => {
  it('refuses nothing of an ordinary page', () => {
    const databases = [{ name: 'books', state: 'present' as const }]
    expect(refused({ roles: [role('reporting', { reporting_a: 1, reporting_b: 1 })], databases })).toEqual([])
    expect(judgeNames(aPage())).toEqual([])
  })

  it.each([
    'postgres',
    'pg_x',
    'hf_keeper',
    'public',
    'none',
    'x_a',
    'x_b',
    'books_owner',
    'Upper',
    'a-b',
    'a"b',
    'shop',
    '',
    'x'.repeat(60),
  ])('refuses the role %j', (name) => {
    expect(refusedRoles(role(name))).toEqual([`role:${name}`])
  })

  it('refuses a role with strange logins, and one that stands twice', () => {
    expect(refusedRoles(role('reporting', { hf_pooler: 1 }))).toEqual(['role:reporting'])
    expect(refusedRoles(role('reporting'), role('reporting'))).toEqual(['role:reporting', 'role:reporting'])
  })

  it('refuses the first database’s name, and one whose owner’s name is taken', () => {
    expect(refused({ databases: [{ name: 'shop', state: 'erased' }] })).toEqual(['database:shop'])
    const page = aPage({ ownerRole: 'books_owner', logins: {} })
    const access = {
      databases: [{ name: 'books', state: 'present' as const }],
      roles: [],
      extensions: [],
      clientCa: null,
      clientCrl: null,
    }
    expect(judgeNames({ ...page, access })).toHaveLength(1)
  })
})
