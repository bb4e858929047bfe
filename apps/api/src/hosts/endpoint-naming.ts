import { bareId, type DatabaseId } from '@holdfast/shared/ids'
import type { SharedDoor } from '@holdfast/shared/state/desired'

/** A wildcard domain that leads to the hosts: `<bare id>.<name>` is a database, TLS says which, on ports that all share. */
export interface SharedDomain {
  readonly name: string
  readonly directPort: number
  readonly pooledPort: number
}

/** How databases are called from outside. */
export interface EndpointNaming {
  /** Names and addresses that connection strings use. */
  readonly endpointHosts: readonly string[]
  readonly domain?: SharedDomain | undefined
}

/** What the certificate of an instance must carry: the installation's endpoint, loopback, and the database's own names. */
export function serverNames(id: DatabaseId, naming: EndpointNaming): string[] {
  const shared = sharedDoor(id, naming)
  const own = shared ? [shared.name] : []
  return [...new Set([...naming.endpointHosts, 'localhost', '127.0.0.1', '::1', bareId(id), ...own])]
}

export const sharedDoor = (id: DatabaseId, { domain }: EndpointNaming): SharedDoor | undefined =>
  domain && { ...domain, name: `${bareId(id)}.${domain.name}` }
