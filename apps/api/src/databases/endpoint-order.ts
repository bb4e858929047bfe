import type { EndpointNaming } from '../hosts/endpoint-naming.ts'
import type { DatabaseObservation } from './database-state.ts'

type Seen = Pick<DatabaseObservation, 'hostAddresses'> | null

/**
 * The names and addresses that reach a database, the best first: where they are a list of hosts, only the database's own host has its
 * ports open. A name in the list (a floating address, a DNS name) is no host's own and keeps its place.
 */
export function orderEndpointHosts({ endpointHosts }: EndpointNaming, seen: Seen): readonly string[] {
  const own = new Set(seen?.hostAddresses)
  return endpointHosts.toSorted((a, b) => Number(own.has(b)) - Number(own.has(a)))
}

/** The host that connection strings name. */
export const endpointHost = (naming: EndpointNaming, seen: Seen): string =>
  orderEndpointHosts(naming, seen)[0] ?? 'localhost'
