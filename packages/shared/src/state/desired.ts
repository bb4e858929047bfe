import { z } from 'zod'
import { DatabaseId, HostId, InstanceId, ReleaseId, SecretId, VolumeId } from '../ids.ts'
import { DesiredPeer, SignedTicket } from './peers.ts'
import { Task } from './tasks.ts'

/** A secret is named on a page by id and version; its value is fetched once over the link and never written with the page. */
export const SecretRef = z.object({ secretId: SecretId, version: z.int().positive() })
export type SecretRef = z.infer<typeof SecretRef>

export const VolumeFormat = z.enum(['image-ext4', 'directory'])
export type VolumeFormat = z.infer<typeof VolumeFormat>

export const DesiredVolume = z.object({
  volumeId: VolumeId,
  databaseId: DatabaseId,
  sizeBytes: z.int().positive(),
  /** What is wanted; a host that cannot offer it takes `directory` and says so by a condition. */
  format: VolumeFormat,
  /** `erased`: the host removes it for good. A volume that no page names is never touched. */
  state: z.enum(['present', 'erased']),
})
export type DesiredVolume = z.infer<typeof DesiredVolume>

export const Role = z.enum(['primary', 'standby', 'replica'])
export type Role = z.infer<typeof Role>

/** A login role of the tenant. Its secret is the SCRAM-SHA-256 verifier: the password itself never reaches a host. */
export const DesiredLogin = z.object({ name: z.string(), verifier: SecretRef })
export type DesiredLogin = z.infer<typeof DesiredLogin>

/** The pooler's own login: the verifier goes to the engine, the password to the pooler beside it. */
export const DesiredPooler = z.object({ login: z.string(), verifier: SecretRef, password: SecretRef })
export type DesiredPooler = z.infer<typeof DesiredPooler>

/** The longest name inside an engine, in bytes. */
const longestName = 63
const EngineName = z.string().min(1).max(longestName)
/** Generous for a certificate authority with its predecessor, or a list of some thousand revoked certificates. */
const longestPem = 256 * 1024

/** What a role may do in one logical database: see it, change its rows, or be its owner. */
export const GrantPreset = z.enum(['read', 'write', 'owner'])
export type GrantPreset = z.infer<typeof GrantPreset>

export const AccessGrant = z.object({ database: EngineName, preset: GrantPreset })
export type AccessGrant = z.infer<typeof AccessGrant>

/** A further role with its pair of logins, beside the owner's. */
export const AccessRole = z.object({
  name: EngineName,
  logins: z.array(DesiredLogin).max(2),
  grants: z.array(AccessGrant).max(50),
  /** Its logins may open streams of changes. */
  replication: z.boolean(),
  /** Its logins are let in only with a certificate of the database's own authority. */
  needsCertificate: z.boolean(),
  state: z.enum(['present', 'absent']),
})
export type AccessRole = z.infer<typeof AccessRole>

/** A further logical database; the first one is `databaseName`. `deleted`: closed and kept under another name. `erased`: gone for good. */
export const AccessDatabase = z.object({ name: EngineName, state: z.enum(['present', 'deleted', 'erased']) })
export type AccessDatabase = z.infer<typeof AccessDatabase>

export const AccessExtension = z.object({
  database: EngineName,
  name: EngineName,
  state: z.enum(['present', 'absent']),
})
export type AccessExtension = z.infer<typeof AccessExtension>

/** What is wished inside the engine. What no list names is left alone; what should go is named as absent, deleted or erased. */
export const DesiredAccess = z.object({
  databases: z.array(AccessDatabase).max(50),
  roles: z.array(AccessRole).max(50),
  extensions: z.array(AccessExtension).max(200),
  /** PEM of the authority that clients' certificates come from; null: nobody needs one. */
  clientCa: z.string().max(longestPem).nullable(),
  /** PEM of the list of revoked certificates. */
  clientCrl: z.string().max(longestPem).nullable(),
})
export type DesiredAccess = z.infer<typeof DesiredAccess>

export const DesiredInstance = z.object({
  instanceId: InstanceId,
  databaseId: DatabaseId,
  volumeId: VolumeId,
  engine: z.string(),
  releaseId: ReleaseId,
  size: z.string(),
  storageBytes: z.int().positive(),
  role: Role,
  /** Grows with every change of primary; an instance obeys only the highest epoch it has durably promised. */
  epoch: z.int().nonnegative(),
  power: z.enum(['running', 'stopped']),
  /** Grows by one for every restart that a person asked for. */
  restarts: z.int().nonnegative(),
  /** The first logical database and the role that owns it. */
  databaseName: z.string(),
  ownerRole: z.string(),
  logins: z.array(DesiredLogin),
  /** Absent: the database has no pooled endpoint. */
  pooler: DesiredPooler.optional(),
  /** Absent: nothing is wished inside the engine beyond the first database and its owner. */
  access: DesiredAccess.optional(),
  settings: z.record(z.string(), z.string()),
  /** DNS names and addresses that the instance's certificate must carry. */
  serverNames: z.array(z.string()),
})
export type DesiredInstance = z.infer<typeof DesiredInstance>

/** The database's name where a wildcard domain is configured, and the ports that all names share. TLS says which database is meant. */
export const SharedDoor = z.object({ name: z.string(), directPort: z.int(), pooledPort: z.int() })
export type SharedDoor = z.infer<typeof SharedDoor>

/** What the gateway of this host offers for one database. `primary` names the instance that the stable ports lead to. */
export const DesiredEndpoint = z.object({
  databaseId: DatabaseId,
  primary: InstanceId.nullable(),
  directPort: z.int(),
  pooledPort: z.int(),
  readOnlyPort: z.int(),
  /** Absent where the installation has no domain. */
  shared: SharedDoor.optional(),
  /** CIDR blocks that may connect; empty means nobody. */
  allowedNetworks: z.array(z.string()),
  connectionLimit: z.int().positive(),
})
export type DesiredEndpoint = z.infer<typeof DesiredEndpoint>

/** A release as the installation's release key signed it: the host takes image names from here and nowhere else. */
export const SignedRelease = z.object({
  releaseId: ReleaseId,
  /** Canonical JSON of `ReleaseManifest`, the exact bytes that were signed. */
  manifest: z.string(),
  /** Ed25519 over the bytes of `manifest`, base64. */
  signature: z.string(),
})
export type SignedRelease = z.infer<typeof SignedRelease>

export const ReleaseManifest = z.object({
  releaseId: ReleaseId,
  engine: z.string(),
  version: z.string(),
  /** Docker's content-addressed image id, `sha256:…`. */
  imageId: z.string(),
  packages: z.record(z.string(), z.string()),
})
export type ReleaseManifest = z.infer<typeof ReleaseManifest>

/** Everything one host should be: a whole page, so losing a message costs nothing. */
export const DesiredHost = z.object({
  hostId: HostId,
  /** Grows with every change; the host reports the generation it has read and acted on. */
  generation: z.int().nonnegative(),
  volumes: z.array(DesiredVolume),
  instances: z.array(DesiredInstance),
  endpoints: z.array(DesiredEndpoint),
  releases: z.array(SignedRelease),
  tasks: z.array(Task),
  /** Agents of other hosts to speak with on the peer port. Absent: none. */
  peers: z.array(DesiredPeer).max(256).optional(),
  /** Route tickets of the databases that this host serves. */
  tickets: z.array(SignedTicket).optional(),
})
export type DesiredHost = z.infer<typeof DesiredHost>
