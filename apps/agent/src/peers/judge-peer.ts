import { X509Certificate } from 'node:crypto'
import { HostId } from '@holdfast/shared/ids'
import type { DesiredPeer } from '@holdfast/shared/state/peers'

/** What a peer's certificate is held against: the own chain and what the page says of the others. */
export interface PeerTrust {
  /** PEM of the platform's root. */
  readonly ca: string
  /** PEM of this agent's own chain: its leaf, then the agents' intermediate. */
  readonly chain: string
  readonly peers: readonly DesiredPeer[]
}

export type Judgement = { readonly peer: DesiredPeer; readonly serial: string } | { readonly refused: string }

/** Clocks of hosts may differ by so much (HA.md §12, row 28). */
const slackMs = 24 * 3_600_000

/**
 * Whose certificate it is. TLS has proved that its holder has the key; everything else is judged here and not by TLS, alike for
 * both ends: agents' certificates are made for callers, so a TLS client would accept none of them from the one it calls.
 */
export function judgePeer(shown: X509Certificate | undefined, trust: PeerTrust, now: number = Date.now()): Judgement {
  if (!shown) return { refused: 'it showed no certificate' }
  const agents = agentsIntermediate(trust)
  if (!agents) return { refused: 'this agent does not know the agents’ intermediate' }
  if (!shown.checkIssued(agents) || !shown.verify(agents.publicKey))
    return { refused: 'its certificate is not one of an agent of this installation' }
  if (Date.parse(shown.validTo) + slackMs < now) return { refused: `its certificate ended at ${shown.validTo}` }
  if (Date.parse(shown.validFrom) - slackMs > now) return { refused: `its certificate begins at ${shown.validFrom}` }
  const hostId = HostId.safeParse(/^CN=(\S+)$/.exec(shown.subject)?.[1])
  if (!hostId.success) return { refused: 'its certificate names no host' }
  const peer = trust.peers.find((it) => it.hostId === hostId.data)
  if (!peer) return { refused: `${hostId.data} is no peer of this host` }
  const serial = shown.serialNumber.toLowerCase()
  if (!peer.serials.includes(serial)) return { refused: revoked(hostId.data) }
  return { peer, serial }
}

export const revoked = (hostId: HostId): string => `the certificate of ${hostId} was revoked or replaced`

/** The intermediate that signed this agent's own certificate, when the platform's root signed it. */
function agentsIntermediate({ chain, ca }: PeerTrust): X509Certificate | undefined {
  const [, second] = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (second === undefined) return undefined
  const root = new X509Certificate(ca)
  const intermediate = new X509Certificate(second)
  return intermediate.checkIssued(root) && intermediate.verify(root.publicKey) ? intermediate : undefined
}
