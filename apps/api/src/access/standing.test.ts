import type { ObservedAccess } from '@holdfast/shared/state/observed'
import { expect, it } from 'vitest'
import { type Evidence, standing } from './standing.ts'

const observed = (change: Partial<ObservedAccess> = {}): ObservedAccess => ({
  ...{ databases: [], roles: [], extensions: [], slots: [], refused: [], isCut: false },
  ...change,
})
const stand = (change: Partial<Evidence>) =>
  standing({
    ...{ isWanted: true, observed: observed(), isSeen: false, underWay: undefined },
    items: (item) => item === 'role:app',
    ...change,
  }).state
const refused = observed({ refused: [{ item: 'role:app', because: 'no' }] })
const underWay = { operationId: 'op_00000000000000000001', items: new Set(['role:app']), because: null } as const

it('says of a wish only what its host has said', () => {
  expect(stand({ observed: null })).toBe('making')
  expect(stand({})).toBe('making')
  expect(stand({ isSeen: true })).toBe('there')
  expect(stand({ isWanted: false, isSeen: true })).toBe('going')
  expect(stand({ isWanted: false })).toBe('gone')
  expect(stand({ isWanted: false, observed: null })).toBe('going')
})

it('takes silence of a list that was cut for nothing', () => {
  expect(stand({ observed: observed({ isCut: true }) })).toBe('there')
  expect(stand({ isWanted: false, observed: observed({ isCut: true }) })).toBe('going')
})

it('tells a refusal until somebody works on it again', () => {
  expect(stand({ observed: refused, isSeen: true })).toBe('refused')
  expect(stand({ observed: refused, isWanted: false, isSeen: true })).toBe('refused')
  expect(stand({ observed: refused, underWay })).toBe('making')
  expect(stand({ observed: refused, underWay, isSeen: true })).toBe('changing')
  expect(stand({ observed: refused, underWay: { ...underWay, items: new Set(['role:other']) } })).toBe('refused')
})
