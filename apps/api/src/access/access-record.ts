import type { RoleGrant } from '@holdfast/shared/contract/access-views'
import type { LoginRecord } from '../databases/database-record.ts'

/** A further role as its tenant wishes it. */
export interface RoleRecord {
  readonly name: string
  readonly grants: readonly RoleGrant[]
  readonly replication: boolean
  readonly needsCertificate: boolean
  /** `absent`: it is to go; forgotten when the host has done it. */
  readonly state: 'present' | 'absent'
  readonly createdAt: Date
  readonly logins: readonly LoginRecord[]
}

export interface LogicalDatabaseRecord {
  readonly name: string
  /** `deleted`: kept until `recoverableUntil`. `erased`: forgotten when the host has done it. */
  readonly state: 'present' | 'deleted' | 'erased'
  readonly createdAt: Date
  readonly recoverableUntil: Date | null
}

export interface ExtensionRecord {
  readonly database: string
  readonly name: string
  readonly state: 'present' | 'absent'
}

/** Everything that is wished inside one database, in the order of names. */
export interface AccessRecord {
  readonly databases: readonly LogicalDatabaseRecord[]
  readonly roles: readonly RoleRecord[]
  readonly extensions: readonly ExtensionRecord[]
  readonly clientCa: string | null
  readonly clientCrl: string | null
}

/** Whatever is to be done inside the engine is named so, by wishes, operations and refusals. */
export const itemOf = {
  role: (name: string) => `role:${name}`,
  grant: (role: string, database: string) => `grant:${role}/${database}`,
  database: (name: string) => `database:${name}`,
  extension: (database: string, name: string) => `extension:${database}/${name}`,
} as const
