import type { HostId } from '@holdfast/shared/ids'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { SignedTicket } from '@holdfast/shared/state/peers'
import type { Identity } from '../link/identity.ts'
import { type Log, sentence } from '../log.ts'
import { callPeer, type PeerCall } from './call-peer.ts'
import { makePeerMind } from './peer-mind.ts'
import { openPeerPort } from './peer-port.ts'
import { countRefusals } from './peer-refusals.ts'
import { openTicketBook } from './ticket-book.ts'

/** This agent among the others: its peer port, and a call to each peer that its page names. */
export interface Peers {
  take(page: DesiredHost): void
  seen(page: ObservedHost): void
  /** What the observed page says of it. */
  observed(): Pick<ObservedHost, 'peerPort' | 'peers'>
  /** The certificate was renewed. */
  renew(): void
  close(): Promise<void>
}

interface PeersWishes {
  /** The agent's own folder. */
  readonly directory: string
  readonly bindAddresses: readonly string[]
  readonly port: number
  readonly readAddresses: () => string[]
  readonly identity: () => Identity
  readonly log: Log
}

export async function openPeers(wishes: PeersWishes): Promise<Peers> {
  const { directory, identity, bindAddresses, log } = wishes
  const tell = (error: unknown): void => log.warn('a route ticket was not kept', { because: sentence(error) })
  const book = await openTicketBook({ directory, key: identity().releaseKey, onTrouble: tell })
  const mind = makePeerMind(book)
  const refusals = countRefusals(log)
  const port = openPeerPort({ addresses: bindAddresses, port: wishes.port, identity, mind, refusals, log })
  const calls = new Map<HostId, PeerCall>()

  const takeTicket = (signed: SignedTicket): void => {
    const because = book.take(signed)
    if (because !== undefined) log.error('a ticket of the page was not taken', { because })
  }

  return {
    take(page) {
      mind.readPage(page)
      page.tickets?.forEach(takeTicket)
      const named = new Set(mind.peers().map(({ hostId }) => hostId))
      for (const [hostId, call] of calls)
        if (!named.has(hostId)) {
          call.close()
          calls.delete(hostId)
        }
      for (const hostId of named) if (!calls.has(hostId)) calls.set(hostId, callPeer({ hostId, identity, mind }))
    },
    seen: mind.seen,
    observed() {
      const opened = port.port()
      const peers = mind.observed()
      const refused = { refusedTotal: refusals.total(), lastRefusal: refusals.last()?.slice(0, 500) ?? null }
      const addresses = announced(bindAddresses, wishes.readAddresses()).slice(0, 16)
      return {
        ...(opened !== undefined && { peerPort: { addresses, port: opened, ...refused } }),
        ...(peers.length > 0 && { peers }),
      }
    },
    renew: port.renew,
    async close() {
      for (const call of calls.values()) call.close()
      await port.close()
      await book.kept()
    },
  }
}

const every = new Set(['0.0.0.0', '::'])

/** Where this host is reached: where the port is bound, and on every own address where it is bound to all. */
const announced = (bound: readonly string[], own: readonly string[]): string[] =>
  bound.some((it) => every.has(it)) ? [...own] : [...bound]
