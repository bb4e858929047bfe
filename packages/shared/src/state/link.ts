import { z } from 'zod'
import { DatabaseId, HostId, InstanceId } from '../ids.ts'
import { ProblemDocument } from '../problems/problem-document.ts'
import { DesiredHost, SecretRef } from './desired.ts'
import { ObservedHost } from './observed.ts'

/**
 * The version of this conversation. 2: an agent numbers its messages, and its hello names the run of the agent that speaks.
 * The api is upgraded before its hosts, so it understands the version before too; any other is refused with the problem
 * `protocol-not-supported`.
 */
export const linkProtocol = 2
export const knownLinkProtocols: readonly number[] = [linkProtocol - 1, linkProtocol]

/** The number of a message among those of its connection, from 1; it travels beside what the message says. */
export const NumberedMessage = z.object({ n: z.int().positive() })

/** The largest message either side accepts, in bytes. */
export const linkMessageLimit = 8 * 1024 * 1024

/** The longest block of figures, in letters of base64. */
const longestBlock = 1024 * 1024

/** What became of a block: kept, to be brought again later, or of no use to bring again. */
export const BlockFate = z.enum(['kept', 'later', 'unreadable', 'not-wanted'])
export type BlockFate = z.infer<typeof BlockFate>

/** What an agent may say to the api. */
export const AgentMessage = z.discriminatedUnion('say', [
  z.object({
    say: z.literal('hello'),
    protocol: z.int(),
    hostId: HostId,
    agentVersion: z.string(),
    generation: z.int(),
    /** Made anew when an agent starts: two agents with one identity are told apart by it. Absent in protocol 1. */
    run: z.string().min(8).max(64).optional(),
  }),
  z.object({ say: z.literal('observed'), page: ObservedHost }),
  z.object({ say: z.literal('heartbeat'), sentAt: z.iso.datetime() }),
  z.object({ say: z.literal('get-secret'), requestId: z.string(), secret: SecretRef }),
  /** A certificate for an instance of this host; `csr` is PEM, made with a key that never leaves the volume. */
  z.object({ say: z.literal('sign-instance'), requestId: z.string(), instanceId: InstanceId, csr: z.string() }),
  /** Renews the agent's own client certificate before it ends. */
  z.object({ say: z.literal('sign-host'), requestId: z.string(), csr: z.string() }),
  /** Figures for the metrics store: a remote-write block, compressed by zstd. The answer is a `BlockFate`. */
  z.object({ say: z.literal('metrics'), requestId: z.string(), block: z.base64().max(longestBlock) }),
])
export type AgentMessage = z.infer<typeof AgentMessage>

/** What the api may say to an agent. */
export const ApiMessage = z.discriminatedUnion('say', [
  z.object({ say: z.literal('desired'), page: DesiredHost }),
  z.object({ say: z.literal('answer'), requestId: z.string(), value: z.string() }),
  z.object({ say: z.literal('refused'), requestId: z.string().nullable(), problem: ProblemDocument }),
  /** Somebody looks at figures of this database, or of the host: for 15 s they are wanted every second. */
  z.object({ say: z.literal('look'), databaseId: DatabaseId.nullable() }),
])
export type ApiMessage = z.infer<typeof ApiMessage>

/** `POST /agent/join` (HTTPS, no client certificate): a single-use join token buys the host's identity. */
export const JoinRequest = z.object({
  token: z.string(),
  csr: z.string(),
  hostname: z.string().max(253),
  agentVersion: z.string(),
  labels: z.record(z.string(), z.string()),
})
export type JoinRequest = z.infer<typeof JoinRequest>

export const JoinReply = z.object({
  hostId: HostId,
  /** PEM chain of the agent's client certificate. */
  certificate: z.string(),
  /** PEM of the platform's CA. */
  ca: z.string(),
  /** Ed25519 public key (PEM) of the installation's release key: pinned from now on. */
  releaseKey: z.string(),
  /** wss:// addresses of every api replica. */
  links: z.array(z.string()),
})
export type JoinReply = z.infer<typeof JoinReply>
