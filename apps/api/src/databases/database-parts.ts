import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { DatabaseId, HostId, OrganizationId } from '@holdfast/shared/ids'
import type { Actor } from '../audit/record-audit.ts'
import type { EndpointNaming } from '../hosts/endpoint-naming.ts'
import type { HostPresence } from '../hosts/presence.ts'
import type { Secrets } from '../keys/secrets.ts'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/database/database.ts'
import type { PortRange } from './endpoint-ports.ts'

/** The operations that the functions of this folder start. Their code lies above; here they are only named. */
export type DatabaseOperationKind =
  | 'create-database'
  | 'delete-database'
  | 'undelete-database'
  | 'restart-database'
  | 'grow-database'
  | 'erase-database'
  | 'change-access'

export interface OperationWish {
  readonly kind: DatabaseOperationKind
  readonly databaseId: DatabaseId
  readonly organizationId: OrganizationId
  readonly name: string
  readonly hostId: HostId
  /** The generation of the host's page that carries the wish. */
  readonly generation: number
  /** What a change of access is about. */
  readonly items?: readonly string[]
  readonly startedBy: Actor
}

/** Strings name the first of the endpoint hosts. */
export interface DatabaseParts extends EndpointNaming {
  readonly ports: PortRange
  readonly caUrl: string
  readonly caPath: string
  readonly secrets: Secrets
  readonly presence: HostPresence
  readonly clock: Clock
  /** Throws `database-busy` when another operation works on the database. */
  readonly startOperation: (tx: Tx, wish: OperationWish) => Promise<OperationView>
}

/** The revision that a change is about, or `*` for whatever is there. */
export type IfMatch = number | '*'

export interface Change {
  readonly database: string
  readonly ifMatch: IfMatch
}

export interface Changed {
  readonly database: DatabaseView
  readonly operation: OperationView | null
}

export interface DatabaseWish {
  readonly name?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly allowedNetworks?: readonly string[] | undefined
}
