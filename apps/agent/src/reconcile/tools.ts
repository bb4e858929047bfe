import type { ObservedVolume } from '@holdfast/shared/state/observed'
import type { DockerEngine } from '../docker/docker-engine.ts'
import type { Guard } from '../host/guard.ts'
import type { HostAccess } from '../host/host-access.ts'
import type { KernelPath } from '../host/kernel-path.ts'
import type { ImageFetcher } from '../images/host-images.ts'
import type { HostPaths } from '../paths.ts'
import type { PoolerOrders } from '../poolers/pooler-orders.ts'
import type { Volumes } from '../volumes/volumes.ts'
import type { Credentials } from './credentials.ts'
import type { InstanceWatch } from './watch-instances.ts'

/** What observing and the steps work with. */
export interface Tools {
  readonly docker: DockerEngine
  readonly volumes: Volumes
  readonly host: HostAccess
  readonly guard: Guard
  readonly kernel: KernelPath
  readonly images: ImageFetcher
  readonly paths: HostPaths
  readonly managers: InstanceWatch
  readonly credentials: Credentials
  readonly poolers: PoolerOrders
  /** The installation's release key as it was pinned at joining, PEM. */
  readonly releaseKey: string
  /** The platform's CA, PEM. */
  readonly ca: string
  /** What this agent made larger: volume id → the newest growth. */
  readonly growths: Map<string, NonNullable<ObservedVolume['growth']>>
  /** What the gateway took last from this agent. */
  readonly gateway: { publishedHash: string | null }
  readonly surroundings: {
    readonly installation: string
    readonly home: string
    readonly bindAddresses: readonly string[]
    readonly poolerIdleMs: number
  }
}
