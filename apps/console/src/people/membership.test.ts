import { describe, expect, it } from 'vitest'
import { addressWordOf, membershipOf } from './membership.ts'

const kelp = { organizationId: 'or_01j9zzzzzz0000000001', name: 'Kelp', role: 'owner' } as const
const twin = { organizationId: 'or_01j9zzzzzz0000000002', name: 'Kelp', role: 'viewer' } as const
const person = (...memberships: (typeof kelp | typeof twin)[]) =>
  ({ id: 'pe_01j9zzzzzz0000000001', email: 'd@example.com', isOperator: false, memberships }) as const

describe('the word of an organization in addresses', () => {
  it('is its name', () => expect(addressWordOf(kelp, [kelp])).toBe('Kelp'))
  it('is its id where the name is not enough', () =>
    expect(addressWordOf(kelp, [kelp, twin])).toBe(kelp.organizationId))
  it('is found by name and by id', () => {
    expect(membershipOf({ ...person(kelp), memberships: [kelp] }, 'Kelp')).toBe(kelp)
    expect(membershipOf({ ...person(kelp, twin), memberships: [kelp, twin] }, twin.organizationId)).toBe(twin)
  })
  it('is nothing for others', () =>
    expect(membershipOf({ ...person(kelp), memberships: [kelp] }, 'Other')).toBeUndefined())
})
