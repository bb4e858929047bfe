import { z } from 'zod'
import { DatabaseId, HostId, InstanceId } from '../ids.ts'

/** What agents say to each other on the peer port (mTLS between agents' certificates only): evidence and route tickets, never an order. */
export const peerProtocol = 1

/** The largest message on the peer port, in bytes. */
export const peerMessageLimit = 64 * 1024

/** Each list of a message or page ends here. */
const most = 256

export const PeerAddress = z.union([z.ipv4(), z.ipv6()])

/** Where other agents reach this one, and how often it turned somebody away since it started. */
export const PeerAnnouncement = z.object({
  addresses: z.array(PeerAddress).max(16),
  port: z.int().min(1).max(65_535),
  refusedTotal: z.int().nonnegative(),
  lastRefusal: z.string().max(500).nullable(),
})
export type PeerAnnouncement = z.infer<typeof PeerAnnouncement>

/** Another host whose agent is to be spoken with: where it is, by which certificates it is known, and what both have a part in. */
export const DesiredPeer = z.object({
  hostId: HostId,
  addresses: z.array(PeerAddress).max(16),
  port: z.int().min(1).max(65_535),
  /** Serials (lower-case hex) of the certificates it may show: the present one and a renewed one. Any other is worth nothing. */
  serials: z.array(z.string()).min(1).max(2),
  /** Databases that have an instance on both hosts. */
  databases: z.array(DatabaseId).max(most),
})
export type DesiredPeer = z.infer<typeof DesiredPeer>

/** What an agent knows of another: `heard` while its answers are younger than two seconds. */
export const ObservedPeer = z.object({
  hostId: HostId,
  state: z.enum(['heard', 'silent', 'refused']),
  because: z.string().max(500),
})
export type ObservedPeer = z.infer<typeof ObservedPeer>

/** Where the primary of a database is. Only the control plane makes tickets; a higher (epoch, version) replaces a lower one. */
export const RouteTicket = z.object({
  databaseId: DatabaseId,
  epoch: z.int().nonnegative(),
  version: z.int().nonnegative(),
  instanceId: InstanceId,
  dataGen: z.int().nonnegative(),
  hostId: HostId,
  addrs: z.array(PeerAddress).max(16),
  readers: z.array(z.object({ instanceId: InstanceId, hostId: HostId, addrs: z.array(PeerAddress).max(16) })).max(16),
  issuedAt: z.iso.datetime(),
})
export type RouteTicket = z.infer<typeof RouteTicket>

export const SignedTicket = z.object({
  /** JSON of `RouteTicket`, the exact text that was signed. */
  ticket: z.string().max(8 * 1024),
  /** Ed25519 of the installation's key over `ticketContext` and the text, base64. */
  signature: z.string().max(128),
})
export type SignedTicket = z.infer<typeof SignedTicket>

/** Stands before the text when it is signed: a signature under a ticket can never be one under anything else. */
export const ticketContext = 'holdfast route ticket 1\n'

/** What a host sees of an instance of its own. */
export const InstanceEvidence = z.object({
  instanceId: InstanceId,
  databaseId: DatabaseId,
  role: z.enum(['primary', 'standby', 'replica']),
  /** The highest epoch that it has promised. */
  promisedEpoch: z.int().nonnegative(),
  health: z.string().max(32),
})
export type InstanceEvidence = z.infer<typeof InstanceEvidence>

const tickets = z.array(SignedTicket).max(most)
const evidence = z.array(InstanceEvidence).max(most)

/** What the agent that connected may say: a closed list. */
export const CallerMessage = z.discriminatedUnion('say', [
  z.strictObject({ say: z.literal('hello'), protocol: z.int(), hostId: HostId }),
  /** Evidence of the caller's own instances; `n` grows by one, and its answer carries it. */
  z.strictObject({ say: z.literal('ping'), n: z.int().positive(), evidence }),
  z.strictObject({ say: z.literal('tickets'), tickets }),
  z.strictObject({ say: z.literal('ask-tickets'), databases: z.array(DatabaseId).max(most) }),
])
export type CallerMessage = z.infer<typeof CallerMessage>

/** What the agent that was called may say. */
export const CalledMessage = z.discriminatedUnion('say', [
  z.strictObject({ say: z.literal('pong'), n: z.int().positive(), evidence }),
  z.strictObject({ say: z.literal('tickets'), tickets }),
  z.strictObject({ say: z.literal('refused'), because: z.string().max(500) }),
])
export type CalledMessage = z.infer<typeof CalledMessage>
