import { createHash } from 'node:crypto'
import type Docker from 'dockerode'
import type { Installation } from '../installation.ts'
import { labelsFor, type Part, SPEC_LABEL } from './labels.ts'

/** One container of the control plane as it should be. */
export interface ContainerWish {
  part: Part
  image: string
  /** What the container calls its host; the engine's own name when absent. */
  hostname?: string
  /**
   * What stands for the image when deciding whether to replace the container; the image itself when absent. The
   * gateway shares the agent's image and must not be replaced when only the agent changed.
   */
  imageIdentity?: string
  /** Contents that the container reads only when it starts (bound files): a change replaces it. */
  readsAtStart?: string[]
  command: string[]
  entrypoint?: string[]
  user: string
  environment?: Record<string, string>
  binds: Bind[]
  tmpfs?: Record<string, string>
  /** `host`, or the name of the network to join under `alias`. */
  network: 'host' | { name: string; alias: string }
  /** Ports to publish on the bind address, the same number inside and outside. */
  publish?: number[]
  memoryBytes: number
  cpus: number
  pids: number
  sharedMemoryBytes?: number
  stopSignal?: string
  stopGraceSeconds: number
  /** Changes to the hardened defaults, for the agent alone. */
  host?: Docker.HostConfig
}

export interface Bind {
  source: string
  target: string
  isReadOnly: boolean
}

const networkOf = (wish: ContainerWish, bind: string): Docker.ContainerCreateOptions => {
  if (wish.network === 'host') return {}
  const ports = (wish.publish ?? []).map((port) => `${port}/tcp`)
  return {
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    NetworkingConfig: { EndpointsConfig: { [wish.network.name]: { Aliases: [wish.network.alias] } } },
    HostConfig: {
      NetworkMode: wish.network.name,
      PortBindings: Object.fromEntries(
        ports.map((port) => [port, [{ HostIp: bind, HostPort: port.replace('/tcp', '') }]]),
      ),
    },
  }
}

/** No rights beyond what the wish names; read-only root; bounded memory, processes, cpu and logs. */
const hardened = (wish: ContainerWish): Docker.HostConfig => ({
  NetworkMode: 'host',
  ReadonlyRootfs: true,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  Memory: wish.memoryBytes,
  MemorySwap: wish.memoryBytes,
  NanoCpus: Math.round(wish.cpus * 1e9),
  PidsLimit: wish.pids,
  RestartPolicy: { Name: 'unless-stopped' },
  LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
  Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m', ...wish.tmpfs },
  Mounts: wish.binds.map((bind) => ({
    Type: 'bind',
    Source: bind.source,
    Target: bind.target,
    ReadOnly: bind.isReadOnly,
  })),
  ...(wish.sharedMemoryBytes ? { ShmSize: wish.sharedMemoryBytes } : {}),
})

/** Docker's form of the wish. Everything in it comes from here; the label carries the hash of the whole. */
export const containerOptions = (
  installation: Installation,
  wish: ContainerWish,
): Docker.ContainerCreateOptions & { name: string } => {
  const network = networkOf(wish, installation.publishAddress)
  const options: Docker.ContainerCreateOptions = {
    ...network,
    Cmd: wish.command,
    ...(wish.entrypoint ? { Entrypoint: wish.entrypoint } : {}),
    User: wish.user,
    ...(wish.hostname ? { Hostname: wish.hostname } : {}),
    Env: Object.entries(wish.environment ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(wish.stopSignal ? { StopSignal: wish.stopSignal } : {}),
    StopTimeout: wish.stopGraceSeconds,
    HostConfig: { ...hardened(wish), ...network.HostConfig, ...wish.host },
  }
  const identity = JSON.stringify([options, wish.imageIdentity ?? wish.image, wish.readsAtStart ?? []])
  const spec = createHash('sha256').update(identity).digest('hex')
  return {
    ...options,
    name: `${installation.name}-${wish.part}`,
    Image: wish.image,
    Labels: { ...labelsFor(installation, wish.part), [SPEC_LABEL]: spec },
  }
}
