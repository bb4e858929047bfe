import type { ObservedEndpoint } from '@holdfast/shared/state/observed'

const worse = { open: 0, holding: 1, closed: 2 } as const

/** A database may have several ports: one line for each database, sums of the counters, the worst state and the newest refusal. */
export function mergeEndpoints(ports: readonly ObservedEndpoint[]): ObservedEndpoint[] {
  const byDatabase = new Map<string, ObservedEndpoint>()
  for (const port of ports) {
    const other = byDatabase.get(port.databaseId)
    byDatabase.set(port.databaseId, other ? merge(other, port) : port)
  }
  return [...byDatabase.values()]
}

function merge(one: ObservedEndpoint, other: ObservedEndpoint): ObservedEndpoint {
  const { state, because } = worse[other.state] > worse[one.state] ? other : one
  const isNewer = (other.lastRefusal?.at ?? '') > (one.lastRefusal?.at ?? '')
  return {
    databaseId: one.databaseId,
    state,
    because,
    openConnections: one.openConnections + other.openConnections,
    acceptedTotal: one.acceptedTotal + other.acceptedTotal,
    refusedTotal: one.refusedTotal + other.refusedTotal,
    heldTotal: one.heldTotal + other.heldTotal,
    lastRefusal: isNewer ? other.lastRefusal : one.lastRefusal,
  }
}
