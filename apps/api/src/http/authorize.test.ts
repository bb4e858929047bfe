import { contract } from '@holdfast/shared/contract/contract'
import type { Route } from '@holdfast/shared/contract/define-route'
import { type MemberRole, Permission, permissionsOfRole } from '@holdfast/shared/contract/permissions'
import { Problem } from '@holdfast/shared/problems/problem'
import { expect, it } from 'vitest'
import type { Caller } from '../people/caller.ts'
import { authorize } from './authorize.ts'

const caller = (permissions: readonly Permission[]): Caller => ({
  kind: 'person',
  id: 'pe_00000000000000000001',
  name: 'ada@engines.example',
  personId: 'pe_00000000000000000001',
  sessionId: null,
  organizationId: 'or_00000000000000000001',
  permissions: new Set(permissions),
  isOperator: false,
  address: null,
  requestId: 'r1',
})

const mayUse = (route: Route, role: MemberRole): boolean => {
  try {
    authorize(caller(permissionsOfRole[role]), route.access)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'permission-missing') return false
    throw error
  }
}

const routes: [string, Route][] = Object.entries(contract).flatMap(([noun, group]) =>
  Object.entries(group).map(([verb, route]): [string, Route] => [`${noun}.${verb}`, route]),
)
const refused = (role: MemberRole): string[] => routes.flatMap(([name, route]) => (mayUse(route, role) ? [] : [name]))

const operatorsOnly = ['organizations.setQuota', 'platform.createJoinToken']

it.each<[MemberRole, string[]]>([
  ['owner', operatorsOnly],
  ['admin', operatorsOnly],
  [
    'developer',
    [
      ...operatorsOnly,
      'databases.remove',
      'databases.undelete',
      'organizations.createToken',
      'organizations.listTokens',
      'organizations.revokeToken',
      'platform.auditEvents',
    ],
  ],
])('refuses to %s exactly what the role does not give', (role, expected) => {
  expect(refused(role).toSorted()).toEqual(expected.toSorted())
})

it('lets viewers and auditors change nothing', () => {
  for (const role of ['viewer', 'auditor'] as const) {
    const changing = routes.filter(([, route]) => route.method !== 'GET' && Permission.safeParse(route.access).success)
    expect(changing.filter(([, route]) => mayUse(route, role))).toEqual([])
  }
})
