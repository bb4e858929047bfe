import type { HostId } from '@holdfast/shared/ids'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { Reservation } from '../databases/place-database.ts'

export interface HostRecord {
  readonly id: HostId
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** The newest desired page's generation. */
  readonly generation: number
  readonly createdAt: Date
}

/** The last observed page of a host as the books hold it. */
export interface HostObservation {
  readonly observedAt: Date
  readonly page: ObservedHost
}

/** A host with what was last seen of it and what was promised there. */
export interface HostAccount {
  readonly host: HostRecord
  readonly observation: HostObservation | null
  readonly reserved: Reservation
  /** Databases that run there or should. */
  readonly databases: number
}
