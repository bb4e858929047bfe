import { DatabaseId, HostId, InstanceId, OrganizationId, ReleaseId, SecretId, VolumeId } from '@holdfast/shared/ids'
import { Role, VolumeFormat } from '@holdfast/shared/state/desired'
import { z } from 'zod'
import { type DatabaseRecord, lives } from './database-record.ts'

const time = z.string().transform((text) => new Date(text))

const InstanceJson = z
  .object({
    id: InstanceId,
    host_id: HostId,
    volume_id: VolumeId,
    role: Role,
    power: z.enum(['running', 'stopped']),
    restarts: z.int(),
  })
  .transform(({ host_id, volume_id, ...it }) => ({ ...it, hostId: host_id, volumeId: volume_id }))

const VolumeJson = z
  .object({
    id: VolumeId,
    host_id: HostId,
    size_bytes: z.int(),
    format: VolumeFormat,
    state: z.enum(['present', 'erased']),
  })
  .transform(({ host_id, size_bytes, ...it }) => ({ ...it, hostId: host_id, sizeBytes: size_bytes }))

const LoginJson = z
  .object({ name: z.string(), password_secret_id: SecretId, verifier_secret_id: SecretId, version: z.int() })
  .transform((it) => ({
    name: it.name,
    passwordSecretId: it.password_secret_id,
    verifierSecretId: it.verifier_secret_id,
    version: it.version,
  }))

const PoolerJson = z
  .object({ password_secret_id: SecretId, verifier_secret_id: SecretId, version: z.int() })
  .transform((it) => ({
    passwordSecretId: it.password_secret_id,
    verifierSecretId: it.verifier_secret_id,
    version: it.version,
  }))

const PortsJson = z
  .object({ direct_port: z.int(), pooled_port: z.int(), read_only_port: z.int() })
  .transform((it) => ({ directPort: it.direct_port, pooledPort: it.pooled_port, readOnlyPort: it.read_only_port }))

/** A row of `database` as PostgreSQL writes it in JSON, with the rows that belong to it. */
const DatabaseJson = z.object({
  id: DatabaseId,
  organization_id: OrganizationId,
  name: z.string(),
  engine: z.string(),
  version: z.string(),
  release_id: ReleaseId,
  size: z.string(),
  storage_bytes: z.int(),
  standbys: z.int(),
  durability: z.enum(['required', 'preferred', 'async']),
  region: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  allowed_networks: z.array(z.string()),
  is_protected: z.boolean(),
  database_name: z.string(),
  owner_role: z.string(),
  epoch: z.int(),
  life: z.enum(lives),
  revision: z.int(),
  created_at: time,
  deleted_at: time.nullable(),
  recoverable_until: time.nullable(),
  instances: z.array(InstanceJson),
  volumes: z.array(VolumeJson),
  endpoint: PortsJson.nullable(),
  logins: z.array(LoginJson),
  pooler: PoolerJson.nullable(),
})
export type DatabaseJson = z.input<typeof DatabaseJson>

/** Throws when the books hold something that the words of this program do not know. */
export function toDatabaseRecord(json: DatabaseJson): DatabaseRecord {
  const row = DatabaseJson.parse(json)
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    engine: row.engine,
    version: row.version,
    releaseId: row.release_id,
    size: row.size,
    storageBytes: row.storage_bytes,
    standbys: row.standbys,
    durability: row.durability,
    region: row.region,
    labels: row.labels,
    allowedNetworks: row.allowed_networks,
    isProtected: row.is_protected,
    databaseName: row.database_name,
    ownerRole: row.owner_role,
    epoch: row.epoch,
    life: row.life,
    revision: row.revision,
    createdAt: row.created_at,
    deletedAt: row.deleted_at,
    recoverableUntil: row.recoverable_until,
    instances: row.instances,
    volumes: row.volumes,
    endpoint: row.endpoint,
    logins: row.logins,
    pooler: row.pooler,
  }
}
