import type { MemberRole } from '@holdfast/shared/contract/permissions'
import { OrganizationId, PersonId, SessionId, TokenId } from '@holdfast/shared/ids'
import { isProblem } from '@holdfast/shared/problems/problem'
import { expect, it } from 'vitest'
import { callerOf, type Identity, permissionsOf } from './identity.ts'

const own = OrganizationId.parse('or_00000000000000000001')
const second = OrganizationId.parse('or_00000000000000000002')
const foreign = 'or_00000000000000000009'
const request = { address: '127.0.0.1', requestId: 'r1' }

const person = (isOperator = false): Identity => ({
  kind: 'person',
  personId: PersonId.parse('pe_00000000000000000001'),
  sessionId: SessionId.parse('ss_00000000000000000001'),
  email: 'ada@engines.example',
  isOperator,
  memberships: [
    { organizationId: own, role: 'owner' },
    { organizationId: second, role: 'viewer' },
  ],
  endsAt: 0,
})

const token = (isOperator: boolean, role: MemberRole | null = 'owner'): Identity => ({
  kind: 'token',
  tokenId: TokenId.parse('tk_00000000000000000001'),
  organizationId: own,
  name: 'ci',
  scopes: ['database:read', 'host:manage', 'platform:operate'],
  makerMay: permissionsOf(role ?? undefined, isOperator),
  endsAt: 0,
})

it('speaks for the first organization unless another is named', () => {
  expect(callerOf(person(), { wantedOrganization: undefined, ...request }).organizationId).toBe(own)
  const asViewer = callerOf(person(), { wantedOrganization: second, ...request })
  expect(asViewer.organizationId).toBe(second)
  expect(asViewer.permissions.has('database:read')).toBe(true)
  expect(asViewer.permissions.has('database:create')).toBe(false)
})

it.each([person(), person(true), token(true)])('hides an organization that is not the caller’s', (identity) => {
  const speak = () => callerOf(identity, { wantedOrganization: foreign, ...request })
  expect(speak).toThrow()
  try {
    speak()
  } catch (error) {
    expect(isProblem(error, 'not-found')).toBe(true)
  }
})

it('gives operator rights to operators only, whatever a token says', () => {
  const facts = { wantedOrganization: undefined, ...request }
  expect(callerOf(person(true), facts).permissions.has('platform:operate')).toBe(true)
  expect(callerOf(person(), facts).permissions.has('platform:operate')).toBe(false)
  expect(callerOf(token(true), facts).isOperator).toBe(true)
  const demoted = callerOf(token(false), facts)
  expect([...demoted.permissions]).toEqual(['database:read'])
  expect(demoted.isOperator).toBe(false)
})

it('never gives a token more than its maker has', () => {
  const facts = { wantedOrganization: undefined, ...request }
  expect([...callerOf(token(false, 'auditor'), facts).permissions]).toEqual([])
  expect([...callerOf(token(true, null), facts).permissions]).toEqual(['host:manage', 'platform:operate'])
})

it('knows a person without organization', () => {
  const loner = { ...person(), memberships: [] } as Identity
  expect(callerOf(loner, { wantedOrganization: undefined, ...request }).organizationId).toBeNull()
})
