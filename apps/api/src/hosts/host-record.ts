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

/** What the last observed page says of the host itself. */
export interface HostObservation extends Pick<ObservedHost, 'agentVersion' | 'capacity' | 'conditions'> {
  readonly observedAt: Date
}

/** A host with what was last seen of it and what was promised there. */
export interface HostAccount {
  readonly host: HostRecord
  readonly observation: HostObservation | null
  /** Why somebody who speaks as this host was turned away in the last ten minutes; null: nobody was. */
  readonly refused: string | null
  readonly reserved: Reservation
  /** Databases that run there or should. */
  readonly databases: number
}
