import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import { listHostAddresses } from './observation-store.ts'

export interface OwnAddressesParts {
  readonly database: Database
  readonly clock: Clock
  /** Names and addresses under which people reach the installation. */
  readonly names: readonly string[]
}

const believedForMs = 60_000
const patienceMs = 2_000

/** Addresses of this installation: what its names lead to, and what its hosts have. Looked up once a minute. */
export function openOwnAddresses({ database, clock, names }: OwnAddressesParts): () => Promise<readonly string[]> {
  let known: Promise<readonly string[]> | undefined
  let lookedAt = 0
  const look = async (): Promise<readonly string[]> => {
    const [found, hosts] = await Promise.all([Promise.all(names.map(addressesOf)), listHostAddresses(database.read)])
    return [...new Set([...found.flat(), ...hosts])].filter((address) => isIP(address) !== 0)
  }
  return () => {
    const now = clock.now().getTime()
    if (known && now - lookedAt < believedForMs) return known
    lookedAt = now
    known = look()
    known.catch(() => {
      known = undefined
    })
    return known
  }
}

/** A name that leads nowhere, or whose servers are silent, has none. */
async function addressesOf(name: string): Promise<string[]> {
  if (isIP(name) !== 0) return [name]
  const none = new Promise<[]>((done) => setTimeout(done, patienceMs, []).unref())
  const found = await Promise.race([lookup(name, { all: true }).catch(() => []), none])
  return found.map(({ address }) => address)
}
