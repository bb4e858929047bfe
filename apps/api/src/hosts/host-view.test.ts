import { newId } from '@holdfast/shared/ids'
import { expect, it } from 'vitest'
import type { Presence } from '../databases/database-state.ts'
import { placeDatabase } from '../databases/place-database.ts'
import type { HostAccount } from './host-record.ts'
import { hostRoom } from './host-view.ts'

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
const place = (accounts: HostAccount[], presence: Presence = { state: 'connected', lastHeardAt: new Date() }) =>
  placeDatabase(
    accounts.map((it) => hostRoom(it, presence)),
    wish,
  )

it('places nothing on a host that its label closes, nor on a silent one, and says so', () => {
  const [open, closed] = [account('kelp', { region: 'north' }), account('rock', { placement: 'closed' })]
  expect(place([closed, open])).toMatchObject({ hostId: open.host.id })
  expect(place([closed])).toEqual({
    hostId: null,
    refusals: [{ host: 'rock', because: 'it is closed by its label' }],
  })
  expect(place([open], { state: 'silent', lastHeardAt: null })).toEqual({
    hostId: null,
    refusals: [{ host: 'kelp', because: 'it is silent' }],
  })
})
