import { setTimeout as sleep } from 'node:timers/promises'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { type AgentConfig, agentVersion } from './config.ts'
import { type DockerEngine, openDocker } from './docker/docker-engine.ts'
import { type HostAccess, reachHost } from './host/host-access.ts'
import { layFolders } from './host/lay-folders.ts'
import { reconnectDelayMs } from './link/back-off.ts'
import { findIdentity, type Identity, saveIdentity } from './link/identity.ts'
import { joinPlatform } from './link/join-platform.ts'
import { type PageOnDisk, pageOnDisk } from './link/page-on-disk.ts'
import { type Log, makeLog, sentence } from './log.ts'
import { type HostPaths, hostPaths } from './paths.ts'
import { whyNoImages } from './volumes/probe-images.ts'
import { openVolumes, type Volumes } from './volumes/volumes.ts'

/** What the agent stands on before anything moves: its host, its identity, its last page. */
export interface Ground {
  readonly log: Log
  readonly host: HostAccess
  readonly paths: HostPaths
  /** The agent's own folder, as it is found from here. */
  readonly directory: string
  readonly identity: Identity
  readonly docker: DockerEngine
  readonly volumes: Volumes
  readonly disk: PageOnDisk
  readonly firstPage: DesiredHost | undefined
  /** Stands for the page in reports while there is none; it is never planned with. */
  readonly emptyPage: DesiredHost
}

export async function layGround(config: AgentConfig, ended: AbortSignal): Promise<Ground> {
  const log = makeLog(config.logLevel)
  const host = await reachHost(config.hostAccess)
  const paths = hostPaths(config.home)
  const directory = host.path(paths.agent)
  await layFolders(host, paths, config.home)

  const { installation, home, subnets, logLevel, dockerSocket: socketPath } = config
  const gateway = config.keepsGateway ? { home, logLevel } : undefined
  const docker = openDocker({ socketPath, installation, subnets, gateway })
  const volumes = await volumesOf(config, { host, paths, log })
  const identity = (await findIdentity(directory)) ?? (await join(config, { directory, log, ended }))

  const disk = pageOnDisk(directory)
  const firstPage = await ownPage(disk.read(), identity)
  return { log, host, paths, directory, identity, docker, volumes, disk, firstPage, emptyPage: emptyPage(identity) }
}

interface JoinSurroundings {
  readonly directory: string
  readonly log: Log
  readonly ended: AbortSignal
}

/** Tries until it has an identity: the api may come up later than the agent, and a token may be brought later. */
async function join(config: AgentConfig, { directory, log, ended }: JoinSurroundings): Promise<Identity> {
  for (let attempt = 0; ; attempt++) {
    try {
      const identity = await joinPlatform({ ...config.join, agentVersion })
      await saveIdentity(directory, identity)
      log.info('the host has joined', { hostId: identity.hostId })
      return identity
    } catch (error) {
      log.warn('the host has not joined yet', { because: sentence(error) })
    }
    await sleep(reconnectDelayMs(attempt), undefined, { signal: ended })
  }
}

interface VolumeSurroundings {
  readonly host: HostAccess
  readonly paths: HostPaths
  readonly log: Log
}

async function volumesOf(config: AgentConfig, { host, paths, log }: VolumeSurroundings): Promise<Volumes> {
  const because = config.storage === 'directory' ? 'directories are wanted' : await whyNoImages(host, paths)
  if (because !== undefined && config.storage === 'image-ext4')
    throw new Error(`volumes cannot be images on this host: ${because}`)
  if (because !== undefined) log.warn('volumes are kept as directories', { because })
  return openVolumes({ host, paths, images: because === undefined })
}

/** A page of another host, left behind in the folder, is none. */
async function ownPage(
  reading: Promise<DesiredHost | undefined>,
  identity: Identity,
): Promise<DesiredHost | undefined> {
  const page = await reading
  return page?.hostId === identity.hostId ? page : undefined
}

const emptyPage = ({ hostId }: Identity): DesiredHost => ({
  hostId,
  generation: 0,
  volumes: [],
  instances: [],
  endpoints: [],
  releases: [],
  tasks: [],
})
