import { newId } from '@holdfast/shared/ids'
import { expect, it } from 'vitest'
import type { Presence } from '../databases/database-state.ts'
import { placeDatabase } from '../databases/place-database.ts'
import type { HostAccount } from './host-record.ts'
import { hostRoom, roomToReturn } from './placement.ts'

const wish = { cpus: 1, memoryBytes: 100, storageBytes: 100, demands: {}, presentOn: [] }
const account = (name: string, labels: Record<string, string>): HostAccount => ({
  host: { id: newId('ho'), name, labels, generation: 1, createdAt: new Date() },
  observation: {
    agentVersion: '1',
    observedAt: new Date(),
    capacity: { cpus: 8, memoryBytes: 1000, storageBytes: 1000, storageFreeBytes: 1000 },
    conditions: [],
  },
  refused: null,
  reserved: { cpus: 0, memoryBytes: 0, storageBytes: 0 },
  databases: 0,
})
const connected: Presence = { state: 'connected', lastHeardAt: new Date() }
const heard = (presence: Presence, aheadMs = 0) => ({ of: () => presence, clockAheadMs: () => aheadMs })
const place = (
  accounts: HostAccount[],
  { presence = connected, aheadMs = 0 }: { presence?: Presence; aheadMs?: number } = {},
) =>
  placeDatabase(
    accounts.map((it) => hostRoom(it, heard(presence, aheadMs))),
    wish,
  )
const withCondition = (code: 'image-missing' | 'container-failed', subject: string): HostAccount => {
  const { observation, ...rest } = account('kelp', {})
  if (!observation) throw new Error('it was seen')
  return { ...rest, observation: { ...observation, conditions: [{ code, subject, because: 'so it is' }] } }
}

it('places nothing on a host that its label closes, nor on a silent one, and says so', () => {
  const [open, closed] = [account('kelp', { region: 'north' }), account('rock', { placement: 'closed' })]
  expect(place([closed, open])).toMatchObject({ hostId: open.host.id })
  expect(place([closed])).toEqual({
    hostId: null,
    refusals: [{ host: 'rock', because: 'it is drained: nothing new comes there until an operator opens it' }],
  })
  expect(place([open], { presence: { state: 'silent', lastHeardAt: null } })).toEqual({
    hostId: null,
    refusals: [{ host: 'kelp', because: 'it is silent' }],
  })
})

it('waits for the images of a host that has joined, not for those of a database there', () => {
  expect(place([withCondition('image-missing', newId('re'))])).toMatchObject({ refusals: [{ because: 'so it is' }] })
  expect(place([withCondition('image-missing', newId('ho'))])).toMatchObject({ hostId: null })
  expect(place([withCondition('image-missing', newId('in'))]).hostId).not.toBe(null)
  expect(place([withCondition('container-failed', newId('in'))]).hostId).not.toBe(null)
})

it.each([
  [12_000, /12 s ahead of/],
  [-90_000, /90 s behind/],
])('places nothing on a host whose clock is %d ms ahead', (aheadMs, words) => {
  expect(place([account('kelp', {})], { aheadMs })).toMatchObject({
    hostId: null,
    refusals: [{ because: expect.stringMatching(words) }],
  })
  expect(place([account('kelp', {})], { aheadMs: Math.sign(aheadMs) * 9_000 }).hostId).not.toBe(null)
})

it('lets a database come back to a host that takes nothing new', () => {
  expect(roomToReturn(account('rock', { placement: 'closed' }), heard(connected)).closedBecause).toBe(null)
})
