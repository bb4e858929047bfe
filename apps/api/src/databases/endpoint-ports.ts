import { Problem } from '@holdfast/shared/problems/problem'
import type { Ports } from './database-record.ts'

export interface PortRange {
  readonly first: number
  readonly last: number
}

/** Ports of one database lie side by side. */
const portsEach = 3

/**
 * The three ports of a new database: the lowest free block of the range. `taken` holds the direct ports of all endpoints that exist
 * or were released less than a day ago, so that an old connection string never reaches somebody else's database at once.
 */
export function choosePorts({ first, last }: PortRange, taken: ReadonlySet<number>): Ports {
  for (let port = first; port + portsEach - 1 <= last; port += portsEach)
    if (!taken.has(port)) return { directPort: port, pooledPort: port + 1, readOnlyPort: port + 2 }
  throw new Problem('unavailable', { because: `all database ports between ${first} and ${last} are in use` })
}
