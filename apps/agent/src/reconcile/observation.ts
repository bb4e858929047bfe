import type { ObservedDemand } from '@holdfast/shared/state/gateway-page'
import type { InstancePage, ManagerObservation } from '@holdfast/shared/state/instance-page'
import type { ObservedEndpoint } from '@holdfast/shared/state/observed'
import type { SeenContainer } from '../docker/containers.ts'
import type { SeenNetwork } from '../docker/networks.ts'
import type { SeenPooler } from '../docker/pooler-containers.ts'
import type { SeenKernel } from '../host/kernel-path.ts'
import type { SeenVolume } from '../volumes/volume-driver.ts'

/** What an instance's own volume holds of what the agent wrote there. */
export interface SeenFiles {
  readonly instanceId: string
  readonly volumeId: string
  readonly page: InstancePage | null
  readonly certificate: SeenCertificate | null
}

export interface SeenCertificate {
  /** SHA-256 of the file, hex. */
  readonly hash: string
  readonly names: readonly string[]
  /** When two thirds of its life are over, in milliseconds since 1970. */
  readonly renewAt: number
}

/** An instance manager as heard through its watch; null facts mean that it does not answer. */
export interface SeenManager {
  readonly instanceId: string
  readonly facts: ManagerObservation | null
  /** Since when it has not answered, in milliseconds since 1970; null while it answers. */
  readonly silentSince: number | null
}

/** A release of the desired page, judged on this host. */
export interface SeenRelease {
  readonly releaseId: string
  readonly state: 'ready' | 'image-missing' | 'not-signed'
  readonly because: string
  readonly engine: string
  readonly version: string
  readonly imageId: string
}

export interface SeenGateway {
  readonly endpoints: readonly ObservedEndpoint[]
  /** Who wants the ports behind which something is started on demand. */
  readonly demand: readonly ObservedDemand[]
  /** Hash of the page that it took last from this agent; null when this agent has not given it one yet. */
  readonly publishedHash: string | null
}

/** What a pooler's folder holds. */
export interface SeenPoolerFiles {
  readonly databaseId: string
  /** Tells which configuration its pooler has; see `poolerStamp`. */
  readonly stamp: string | null
  readonly certificate: SeenCertificate | null
}

/** Everything the agent saw in one look at its host. Plain values, so that it can be written down and planned with elsewhere. */
export interface Observation {
  /** When it was taken, in milliseconds since 1970. */
  readonly at: number
  readonly installation: string
  readonly home: string
  readonly bindAddresses: readonly string[]
  /** Whether new volumes can be images here. */
  readonly imagesWork: boolean
  readonly containers: readonly SeenContainer[]
  readonly networks: readonly SeenNetwork[]
  readonly volumes: readonly SeenVolume[]
  /** Ids of volumes that were made here once. */
  readonly volumesMade: readonly string[]
  readonly files: readonly SeenFiles[]
  readonly managers: readonly SeenManager[]
  /** Instances for which the folder of a control socket is there. */
  readonly controlFolders: readonly string[]
  readonly releases: readonly SeenRelease[]
  readonly poolers: readonly SeenPooler[]
  readonly poolerFiles: readonly SeenPoolerFiles[]
  /** Databases whose pooler's process runs: its container alone says nothing about that. */
  readonly poolersAwake: readonly string[]
  /** Databases whose pooler is known not to stay paused. */
  readonly poolersSure: readonly string[]
  /** A pooler that nobody has used for this long is stopped. */
  readonly poolerIdleMs: number
  /** Whether tenants' containers are kept from connecting to the host itself. */
  readonly isGuarded: boolean
  /** What leads clients past the gateway's process. */
  readonly kernel: SeenKernel
  /** Whether the gateway's container runs as this agent makes it; true where somebody else keeps it. */
  readonly gatewayStands: boolean
  /** Null while it does not answer. */
  readonly gateway: SeenGateway | null
}
