import { z } from 'zod'
import { DatabaseId, HostId, InstanceId, ReleaseId, VolumeId } from '../ids.ts'
import { Condition } from './conditions.ts'
import { Role, VolumeFormat } from './desired.ts'
import { ObservedPeer, PeerAnnouncement } from './peers.ts'
import { TaskReport } from './tasks.ts'

/** `stopped`: no container or an ordered stop. `stuck`: alive but does not answer. `crashed`: down without an order. */
export const Health = z.enum(['stopped', 'starting', 'recovering', 'running', 'disk-full', 'crashed', 'stuck'])
export type Health = z.infer<typeof Health>

/** How full a volume is, from 80, 85, 90 and 95 % on. The instance manager climbs, and comes down with some slack. */
export const DiskRung = z.enum(['roomy', 'filling', 'nearly-full', 'tight', 'read-only'])
export type DiskRung = z.infer<typeof DiskRung>

export const ObservedVolume = z.object({
  volumeId: VolumeId,
  format: VolumeFormat,
  sizeBytes: z.int().nonnegative(),
  usedBytes: z.int().nonnegative(),
  mounted: z.boolean(),
  /** The newest growth by this agent, and for how long clients waited for it. */
  growth: z.object({ toBytes: z.int().positive(), heldMs: z.int().nonnegative() }).nullable().default(null),
})
export type ObservedVolume = z.infer<typeof ObservedVolume>

/** Each list of what is seen inside an engine ends here. */
const longestList = 200

/**
 * What is inside an engine, tenants' own things among them, the platform's never. Names are the tenant's: not to be
 * trusted with anything. `item` is `role:NAME`, `database:NAME`, `extension:DB/NAME`, `grant:ROLE/DB` or `slot:NAME`.
 */
export const ObservedAccess = z.object({
  databases: z.array(z.object({ name: z.string(), owner: z.string() })).max(longestList),
  roles: z.array(z.object({ name: z.string(), canLogin: z.boolean(), replication: z.boolean() })).max(longestList),
  extensions: z.array(z.object({ database: z.string(), name: z.string(), version: z.string() })).max(longestList),
  slots: z.array(z.object({ name: z.string(), database: z.string(), active: z.boolean() })).max(longestList),
  /** Wishes that the engine refused, each with its sentence; they are tried again. */
  refused: z.array(z.object({ item: z.string(), because: z.string() })).max(longestList),
  /** More exists than the lists say. */
  isCut: z.boolean(),
})
export type ObservedAccess = z.infer<typeof ObservedAccess>

export const ObservedInstance = z.object({
  instanceId: InstanceId,
  databaseId: DatabaseId,
  releaseId: ReleaseId.nullable(),
  role: Role,
  epoch: z.int().nonnegative(),
  health: Health,
  because: z.string(),
  /** The highest `restarts` that this instance has carried out. */
  restarts: z.int().nonnegative(),
  /** Hash of the instance page that the instance manager has fully applied; see `instancePageHash`. */
  appliedHash: z.string().nullable(),
  /** Hash of the instance page that belongs to the observed generation: the instance has caught up when both are equal. Null while it cannot be told. */
  wantedHash: z.string().nullable(),
  serverVersion: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  connections: z.int().nonnegative(),
  memoryBytes: z.int().nonnegative(),
  /** Null until somebody looked. */
  access: ObservedAccess.nullable().default(null),
})
export type ObservedInstance = z.infer<typeof ObservedInstance>

/** How clients of one port come to the database: through the kernel alone, or through the gateway's process. */
export const ObservedPath = z.object({
  port: z.int(),
  by: z.enum(['kernel', 'process']),
  /** Why it is not the kernel, or what the kernel leads on. */
  because: z.string(),
  /** The kernel still follows an earlier page: another target, allow-list or ceiling. */
  isBehind: z.boolean().optional(),
})
export type ObservedPath = z.infer<typeof ObservedPath>

export const ObservedEndpoint = z.object({
  databaseId: DatabaseId,
  state: z.enum(['open', 'holding', 'closed']),
  because: z.string(),
  openConnections: z.int().nonnegative(),
  acceptedTotal: z.int().nonnegative(),
  refusedTotal: z.int().nonnegative(),
  heldTotal: z.int().nonnegative(),
  /** The newest refusal in words, for the connection panel; null when there was none. */
  lastRefusal: z.object({ at: z.iso.datetime(), because: z.string(), clientAddress: z.string() }).nullable(),
  /** Absent while nobody has looked. */
  paths: z.array(ObservedPath).optional(),
})
export type ObservedEndpoint = z.infer<typeof ObservedEndpoint>

export const Capacity = z.object({
  cpus: z.number().positive(),
  memoryBytes: z.int().positive(),
  storageBytes: z.int().nonnegative(),
  storageFreeBytes: z.int().nonnegative(),
})
export type Capacity = z.infer<typeof Capacity>

/** Everything one host is. Written by the agent route alone, and only when it differs from the last one. */
export const ObservedHost = z.object({
  hostId: HostId,
  /** The generation this report is about: a host is settled at it when nothing drifts. */
  observedGeneration: z.int().nonnegative(),
  observedAt: z.iso.datetime(),
  agentVersion: z.string(),
  addresses: z.array(z.string()),
  capacity: Capacity,
  volumes: z.array(ObservedVolume),
  instances: z.array(ObservedInstance),
  endpoints: z.array(ObservedEndpoint),
  releases: z.array(ReleaseId),
  conditions: z.array(Condition),
  tasks: z.array(TaskReport),
  /** Absent: other agents cannot reach this one. */
  peerPort: PeerAnnouncement.optional(),
  /** How the other agents are heard that the page names. */
  peers: z.array(ObservedPeer).max(256).optional(),
})
export type ObservedHost = z.infer<typeof ObservedHost>
