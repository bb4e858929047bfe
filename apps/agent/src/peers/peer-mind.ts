import type { HostId } from '@holdfast/shared/ids'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { DesiredPeer, InstanceEvidence, ObservedPeer } from '@holdfast/shared/state/peers'
import { evidenceFor } from './peer-evidence.ts'
import type { TicketBook } from './ticket-book.ts'

/** What this host knows of the others: who they are (from its page), when they were heard, and what they said of their instances. */
export interface PeerMind {
  readonly book: TicketBook
  readPage(page: DesiredHost): void
  peers(): readonly DesiredPeer[]
  find(hostId: HostId): DesiredPeer | undefined
  /** The peer while its certificate of this serial is good: the page may revoke it at any moment. */
  findBy(caller: { hostId: HostId; serial: string }): DesiredPeer | undefined
  seen(page: ObservedHost): void
  evidenceFor(peer: DesiredPeer): InstanceEvidence[]
  /** Evidence that a peer sent; it says nothing of when the peer last heard this host. */
  hear(hostId: HostId, evidence: readonly InstanceEvidence[]): void
  /** A ping was answered: what counts is when it was sent, on the monotonic clock (HA.md §5.6). */
  answered(hostId: HostId, sentAt: number, evidence: readonly InstanceEvidence[]): void
  refused(hostId: HostId, because: string): void
  observed(): ObservedPeer[]
}

interface Known {
  answeredSentAt: number
  evidence: readonly InstanceEvidence[]
  refused: string | undefined
}

/** Older answers prove nothing of now. */
const freshMs = 2_000

export function makePeerMind(book: TicketBook, now: () => number = () => performance.now()): PeerMind {
  const known = new Map<HostId, Known>()
  let peers: readonly DesiredPeer[] = []
  let last: ObservedHost | undefined

  const of = (hostId: HostId): Known => {
    const found = known.get(hostId) ?? { answeredSentAt: -Infinity, evidence: [], refused: undefined }
    known.set(hostId, found)
    return found
  }

  return {
    book,
    readPage(page) {
      peers = page.peers ?? []
      const named = new Set(peers.map(({ hostId }) => hostId))
      for (const hostId of known.keys()) if (!named.has(hostId)) known.delete(hostId)
      book.serve(new Set(page.endpoints.map(({ databaseId }) => databaseId)))
    },
    peers: () => peers,
    find: (hostId) => peers.find((it) => it.hostId === hostId),
    findBy: ({ hostId, serial }) => peers.find((it) => it.hostId === hostId && it.serials.includes(serial)),
    seen(page) {
      last = page
    },
    evidenceFor: (peer) => evidenceFor(last, peer),
    hear(hostId, evidence) {
      of(hostId).evidence = evidence
    },
    answered(hostId, sentAt, evidence) {
      Object.assign(of(hostId), {
        answeredSentAt: Math.max(of(hostId).answeredSentAt, sentAt),
        evidence,
        refused: undefined,
      })
    },
    refused(hostId, because) {
      of(hostId).refused = because
    },
    observed: () => peers.map(({ hostId }) => observedPeer(hostId, of(hostId), now())),
  }
}

function observedPeer(hostId: HostId, { answeredSentAt, evidence, refused }: Known, now: number): ObservedPeer {
  if (now - answeredSentAt < freshMs) return { hostId, state: 'heard', because: sees(evidence) }
  if (refused !== undefined) return { hostId, state: 'refused', because: refused }
  return { hostId, state: 'silent', because: 'it has not answered for two seconds' }
}

/** What it says of its instances, in an order that does not change. */
const sees = (evidence: readonly InstanceEvidence[]): string =>
  evidence.length === 0
    ? 'it answers'
    : evidence
        .map(
          ({ instanceId, role, promisedEpoch, health }) => `${instanceId}: ${role}, epoch ${promisedEpoch}, ${health}`,
        )
        .sort()
        .join('; ')
        .slice(0, 500)
