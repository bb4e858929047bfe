import type { HostId } from '@holdfast/shared/ids'
import type { RouteTicket, SignedTicket } from '@holdfast/shared/state/peers'
import type { Databases } from '../databases/databases.ts'
import type { EndpointNaming } from '../hosts/endpoint-naming.ts'
import type { ImageArchives } from '../hosts/image-archives.ts'
import type { HostPresence } from '../hosts/presence.ts'
import type { CertificateAuthority } from '../keys/certificate-authority.ts'
import type { Secrets } from '../keys/secrets.ts'
import type { MetricsDoor } from '../metrics/metrics-door.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { Refusals } from './refusals.ts'
import type { Seats } from './seats.ts'

/** What the agents' side of the house is made of. */
export interface LinkParts extends EndpointNaming {
  readonly database: Database
  readonly authority: CertificateAuthority
  /** PKCS #8: the key that a joining host's line pins. */
  readonly doorKey: Buffer
  readonly archives: ImageArchives
  readonly secrets: Secrets
  readonly databases: Databases
  readonly presence: HostPresence
  readonly metrics: Pick<MetricsDoor, 'take' | 'looks'>
  readonly clock: Clock
  readonly log: Log
  /** PEM of the release key's public half. */
  readonly releaseKey: string
  /** Signs with the same key. */
  readonly signTicket: (route: RouteTicket) => SignedTicket
  /** wss:// addresses of every api replica, told to hosts that join. */
  readonly links: readonly string[]
}

/** A host whose certificate was judged good. */
export interface AgentIdentity {
  readonly hostId: HostId
  readonly serial: string
  readonly endsAt: Date
  /** Where it connects from. */
  readonly address: string
}

/** What the open door has beside. */
export interface DoorParts extends LinkParts {
  readonly refusals: Refusals
  readonly seats: Seats
}
