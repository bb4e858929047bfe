import type {
  DatabaseId,
  HostId,
  InstanceId,
  OrganizationId,
  ReleaseId,
  SecretId,
  VolumeId,
} from '@holdfast/shared/ids'
import type { Role, VolumeFormat } from '@holdfast/shared/state/desired'

/** The api's intention with a database. What people see is derived from it and the observed page. */
export const lives = ['creating', 'present', 'deleted', 'erased'] as const
export type Life = (typeof lives)[number]

export type Durability = 'required' | 'preferred' | 'async'

export interface InstanceRecord {
  readonly id: InstanceId
  readonly hostId: HostId
  readonly volumeId: VolumeId
  readonly role: Role
  readonly power: 'running' | 'stopped'
  readonly restarts: number
}

export interface VolumeRecord {
  readonly id: VolumeId
  readonly hostId: HostId
  readonly sizeBytes: number
  readonly format: VolumeFormat
  /** `erased`: the host is asked to remove it. The row goes when the host has. */
  readonly state: 'present' | 'erased'
}

/** The pooler's own login: two sealed secrets of the same version. */
export interface PoolerLoginRecord {
  readonly passwordSecretId: SecretId
  readonly verifierSecretId: SecretId
  readonly version: number
}

export interface Ports {
  readonly directPort: number
  readonly pooledPort: number
  readonly readOnlyPort: number
}

export interface LoginRecord {
  readonly name: string
  readonly passwordSecretId: SecretId
  readonly verifierSecretId: SecretId
  readonly version: number
}

/** A database with all that belongs to it, as the books hold it: the desired half. */
export interface DatabaseRecord {
  readonly id: DatabaseId
  readonly organizationId: OrganizationId
  readonly name: string
  readonly engine: string
  readonly version: string
  readonly releaseId: ReleaseId
  readonly size: string
  readonly storageBytes: number
  readonly standbys: number
  readonly durability: Durability
  readonly region: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly allowedNetworks: readonly string[]
  readonly isProtected: boolean
  readonly databaseName: string
  readonly ownerRole: string
  readonly epoch: number
  readonly life: Life
  readonly revision: number
  readonly createdAt: Date
  readonly deletedAt: Date | null
  readonly recoverableUntil: Date | null
  readonly instances: readonly InstanceRecord[]
  readonly volumes: readonly VolumeRecord[]
  readonly endpoint: Ports | null
  readonly logins: readonly LoginRecord[]
  /** Null where the engine has no pooler. */
  readonly pooler: PoolerLoginRecord | null
}

/** True while its instances should exist. */
export const isWanted = (database: DatabaseRecord): boolean =>
  database.life === 'creating' || database.life === 'present'

export const primaryOf = (database: DatabaseRecord): InstanceRecord | undefined =>
  database.instances.find((instance) => instance.role === 'primary')
