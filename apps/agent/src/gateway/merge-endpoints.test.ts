import { DatabaseId, newId } from '@holdfast/shared/ids'
import type { ObservedEndpoint } from '@holdfast/shared/state/observed'
import { expect, it } from 'vitest'
import { mergeEndpoints } from './merge-endpoints.ts'

const databaseId = DatabaseId.parse(newId('db'))
const port = (changes: Partial<ObservedEndpoint>): ObservedEndpoint => ({
  databaseId,
  state: 'open',
  because: 'connections are accepted',
  openConnections: 1,
  acceptedTotal: 2,
  refusedTotal: 3,
  heldTotal: 4,
  lastRefusal: null,
  ...changes,
})
const refusal = (at: string) => ({ at, because: at, clientAddress: '10.0.0.1' })

it('adds up the ports of one database and shows the worst state and the newest refusal', () => {
  const merged = mergeEndpoints([
    port({ lastRefusal: refusal('2026-01-02T00:00:00.000Z') }),
    port({ state: 'closed', because: 'port 1 is taken', lastRefusal: refusal('2026-01-01T00:00:00.000Z') }),
    port({ state: 'holding', because: 'restarting' }),
  ])
  expect(merged).toEqual([
    {
      databaseId,
      state: 'closed',
      because: 'port 1 is taken',
      openConnections: 3,
      acceptedTotal: 6,
      refusedTotal: 9,
      heldTotal: 12,
      lastRefusal: refusal('2026-01-02T00:00:00.000Z'),
    },
  ])
})
