import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { type AgentConfig, agentVersion } from './config.ts'
import { openDocker } from './docker/docker-engine.ts'
import { readAddresses, readCapacity } from './host/capacity.ts'
import { type HostAccess, reachHost } from './host/host-access.ts'
import { reconnectDelayMs } from './link/back-off.ts'
import { findIdentity, type Identity, saveIdentity } from './link/identity.ts'
import { joinPlatform } from './link/join-platform.ts'
import { type Link, openLink } from './link/link.ts'
import { pageOnDisk } from './link/page-on-disk.ts'
import { type Log, makeLog, sentence } from './log.ts'
import { type HostPaths, hostPaths } from './paths.ts'
import { makeCredentials } from './reconcile/credentials.ts'
import { startLoop } from './reconcile/loop.ts'
import { watchManagers } from './reconcile/manager-watch.ts'
import { watchMemory } from './reconcile/memory-watch.ts'
import type { Tools } from './reconcile/tools.ts'
import { makeTaskAppliers } from './tasks/task-appliers.ts'
import { openTasks } from './tasks/tasks.ts'
import { whyNoImages } from './volumes/probe-images.ts'
import { openVolumes, type Volumes } from './volumes/volumes.ts'

export interface Agent {
  readonly hostId: string
  close(): Promise<void>
}

/** Puts the agent together, top to bottom. Waits for as long as the host cannot join; `ended` gives that up. */
export async function composeAgent(
  config: AgentConfig,
  ended: AbortSignal = new AbortController().signal,
): Promise<Agent> {
  const log = makeLog(config.logLevel)
  const host = await reachHost(config.hostAccess)
  const paths = hostPaths(config.home)
  const directory = host.path(paths.agent)
  await mkdir(directory, { recursive: true, mode: 0o700 })

  const identity = (await findIdentity(directory)) ?? (await join(config, { directory, log, ended }))
  const docker = openDocker({
    socketPath: config.dockerSocket,
    installation: config.installation,
    subnets: config.subnets,
  })
  const volumes = await volumesOf(config, { host, paths, log })

  const disk = pageOnDisk(directory)
  const firstPage = await ownPage(disk.read(), identity)
  let generation = firstPage?.generation ?? -1

  const wake = (): void => loop?.wake()
  const managers = watchManagers(wake)
  const memory = watchMemory(docker.containers, log)
  const tasks = await openTasks({
    directory,
    appliers: makeTaskAppliers({ docker, volumes, host, paths, link: () => link }),
    onChange: wake,
    log,
  })

  const tools: Tools = {
    docker,
    volumes,
    host,
    paths,
    managers,
    credentials: makeCredentials({
      getSecret: (secret) => link.getSecret(secret),
      signInstance: (instanceId, csr) => link.signInstance(instanceId, csr),
    }),
    releaseKey: identity.releaseKey,
    ca: identity.ca,
    gateway: { publishedHash: null },
    surroundings: {
      installation: config.installation,
      home: config.home,
      bindAddresses: config.bindAddresses,
    },
  }

  const link: Link = openLink({
    identity,
    identityDirectory: directory,
    agentVersion,
    generation: () => generation,
    onPage(page) {
      generation = page.generation
      disk.write(page).catch((error) => log.error('the page was not kept', { because: sentence(error) }))
      loop?.take(page)
    },
    log,
  })

  const loop: ReturnType<typeof startLoop> | undefined = startLoop({
    tools,
    firstPage,
    emptyPage: emptyPage(identity),
    tasks,
    agentVersion,
    readCapacity: () => readCapacity(host.path(paths.pool)),
    readAddresses,
    memory: memory.bytes,
    report: (page) => link.report(page),
    log,
  })
  const events = docker.follow({
    onChange: wake,
    onTrouble: (because) => log.warn('Docker’s events cannot be heard', { because }),
  })
  log.info('the agent is up', { hostId: identity.hostId, version: agentVersion, generation })

  return {
    hostId: identity.hostId,
    async close() {
      events.close()
      await loop.close()
      await tasks.rest()
      memory.close()
      managers.close()
      link.close()
    },
  }
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
