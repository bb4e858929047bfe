import type { ObservedSharedPort } from '@holdfast/shared/state/gateway-page'
import type { Log } from '../log.ts'
import type { Endpoint } from './endpoint.ts'
import type { Limits } from './limits.ts'
import { isAllowed, type Network } from './networks.ts'
import type { Refusal } from './refusal.ts'
import { RefusalRecord } from './refusal-record.ts'

/** One cancel request goes to so many databases at most. */
const mostCancelled = 100

/** A port that names share: it leads nowhere by itself, a client must say in TLS which database it means. */
export class SharedPort {
  readonly port: number
  readonly limits: Limits
  readonly #refusals: RefusalRecord
  #byName: ReadonlyMap<string, Endpoint> = new Map()
  #networks: readonly Network[] = []
  #arriving = { allowed: 0, strangers: 0 }

  constructor({ port, limits, log }: { port: number; limits: Limits; log: Log }) {
    this.port = port
    this.limits = limits
    this.#refusals = new RefusalRecord(log, { port, isShared: true })
  }

  /** `networks` are those that any of the endpoints lets in. */
  offer(byName: ReadonlyMap<string, Endpoint>, networks: readonly Network[]): void {
    this.#byName = byName
    this.#networks = networks
  }

  find(name: string): Endpoint | undefined {
    return this.#byName.get(name)
  }

  /** The endpoints that this address is connected to: a cancel request says neither name nor database, its key decides. */
  openedBy(address: string): Endpoint[] {
    const opened: Endpoint[] = []
    for (const endpoint of this.#byName.values()) if (endpoint.isOpenFor(address)) opened.push(endpoint)
    return opened.slice(0, mostCancelled)
  }

  /** A place for a client whose greeting is awaited; undefined when there are too many. Call the result when it has arrived. */
  arrive(address: string): (() => void) | undefined {
    const kind = isAllowed(this.#networks, address) ? 'allowed' : 'strangers'
    if (this.#arriving[kind] >= (kind === 'allowed' ? this.limits.arriving : this.limits.arrivingStrangers)) {
      this.refused({ sqlstate: '53300', because: 'too many clients were arriving at once' }, address)
      return undefined
    }
    this.#arriving[kind]++
    return () => {
      this.#arriving[kind]--
    }
  }

  refused(refusal: Refusal, address: string): void {
    this.#refusals.add(refusal, address)
  }

  /** `trouble` says why the port is not open. */
  observe(trouble: string | undefined): ObservedSharedPort {
    return {
      port: this.port,
      state: trouble === undefined ? 'open' : 'closed',
      because: trouble ?? 'names are accepted',
      refusedTotal: this.#refusals.total,
      lastRefusal: this.#refusals.last,
    }
  }
}
