import { contract } from '@holdfast/shared/contract/contract'
import type { Route } from '@holdfast/shared/contract/define-route'
import type { MemberRole } from '@holdfast/shared/contract/permissions'
import { Problem } from '@holdfast/shared/problems/problem'
import { expect, it } from 'vitest'
import { type Role, roles, whoMay } from '../../test/authorization/who-may.ts'
import type { Caller } from '../people/caller.ts'
import { permissionsOf } from '../people/identity.ts'
import { authorize } from './authorize.ts'

const caller = (role: Role): Caller => ({
  kind: 'person',
  id: 'pe_00000000000000000001',
  name: 'ada@engines.example',
  personId: 'pe_00000000000000000001',
  sessionId: null,
  organizationId: 'or_00000000000000000001',
  permissions: permissionsOf(role === 'operator' ? undefined : (role satisfies MemberRole), role === 'operator'),
  isOperator: role === 'operator',
  address: null,
  requestId: 'r1',
})

const mayUse = (route: Route, role: Role): boolean => {
  try {
    authorize(caller(role), route.access)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'permission-missing') return false
    throw error
  }
}

const routes: [string, Route][] = Object.entries(contract).flatMap(([noun, group]) =>
  Object.entries(group).map(([verb, route]): [string, Route] => [`${noun}.${verb}`, route]),
)

it('has one row for every route, and none beside', () => {
  expect(Object.keys(whoMay).toSorted()).toEqual(routes.map(([name]) => name).toSorted())
})

it.each(routes)('%s is for whom the table says', (name, route) => {
  const who = whoMay[name]
  if (typeof who === 'string')
    return expect(route.access).toBe(who === 'person' ? 'signed-in' : who.replace('anybody', 'public'))
  expect(route.access).toBe(who?.[0])
  expect(roles.filter((role) => mayUse(route, role))).toEqual(who?.[1].split(' '))
})
