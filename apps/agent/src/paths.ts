import { join } from 'node:path'

/** Where everything of an installation lies on its host. These are the host's own paths, as Docker sees them. */
export interface HostPaths {
  readonly pool: string
  readonly mounts: string
  readonly agent: string
  readonly gatewaySocket: string
  /** What the gateway keeps of its last page. */
  readonly gateway: string
  image(volumeId: string): string
  /** Root of the volume's file system. */
  mountRoot(volumeId: string): string
  /** HA.md's <volume>: the directory that the instance gets as /volume. */
  volume(volumeId: string): string
  /** Below it each instance's own. */
  readonly controls: string
  /** Directory of the instance manager's socket, bound into the instance as /control. */
  control(instanceId: string): string
  controlSocket(instanceId: string): string
  readonly poolers: string
  /** What the pooler of a database reads, bound into it as /conf. */
  pooler(databaseId: string): string
  /** Directory of its administration socket, bound into it as /control. */
  poolerControl(databaseId: string): string
}

export const hostPaths = (home: string): HostPaths => ({
  pool: join(home, 'pool'),
  mounts: join(home, 'mounts'),
  agent: join(home, 'agent'),
  gateway: join(home, 'gateway'),
  gatewaySocket: join(home, 'run/gateway/gateway.sock'),
  image: (volumeId) => join(home, 'pool', `${volumeId}.img`),
  mountRoot: (volumeId) => join(home, 'mounts', volumeId),
  volume: (volumeId) => join(home, 'mounts', volumeId, 'volume'),
  controls: join(home, 'run/instances'),
  control: (instanceId) => join(home, 'run/instances', instanceId),
  controlSocket: (instanceId) => join(home, 'run/instances', instanceId, 'control.sock'),
  poolers: join(home, 'poolers'),
  pooler: (databaseId) => join(home, 'poolers', databaseId),
  poolerControl: (databaseId) => join(home, 'run/poolers', databaseId),
})
