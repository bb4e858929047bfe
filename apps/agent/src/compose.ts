import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { type AgentConfig, agentVersion } from './config.ts'
import { readAddresses, readCapacity } from './host/capacity.ts'
import { guardHost } from './host/guard.ts'
import { openKernelPath } from './host/kernel-path.ts'
import { makeImageFetcher } from './images/host-images.ts'
import { type Ground, layGround } from './lay-ground.ts'
import type { Identity } from './link/identity.ts'
import { type Link, openLink } from './link/link.ts'
import { sentence } from './log.ts'
import { type HostMeter, meterHost } from './metrics/meter-host.ts'
import { openPeers, type Peers } from './peers/peers.ts'
import { makePoolerOrders } from './poolers/pooler-orders.ts'
import { makeCredentials } from './reconcile/credentials.ts'
import { type Loop, startLoop } from './reconcile/loop.ts'
import { watchMemory } from './reconcile/memory-watch.ts'
import type { Tools } from './reconcile/tools.ts'
import { watchGateway } from './reconcile/watch-gateway.ts'
import { watchInstances } from './reconcile/watch-instances.ts'
import { makeTaskAppliers } from './tasks/task-appliers.ts'
import { openTasks } from './tasks/tasks.ts'

export interface Agent {
  readonly hostId: string
  close(): Promise<void>
}

/** Puts the agent together, top to bottom. Waits for as long as the host cannot join; `ended` gives that up. */
export async function composeAgent(config: AgentConfig, ended: AbortSignal): Promise<Agent> {
  const ground = await layGround(config, ended)
  const { log, docker, identity, emptyPage, firstPage, paths, host } = ground
  // The parts below wake the loop and speak over the link; both are there before anything can happen.
  const parts: { loop?: Loop; link?: Link } = {}
  const wake = (): void => parts.loop?.wake()

  const managers = watchInstances(wake)
  const gateway = watchGateway(host.path(paths.gatewaySocket), wake)
  const memory = watchMemory(docker.containers, log)
  const appliers = makeTaskAppliers({ ...ground, link: () => linkOf(parts) })
  const tasks = await openTasks({ directory: ground.directory, appliers, onChange: wake, log })
  const credentials = credentialsOver(() => linkOf(parts))

  const images = makeImageFetcher({ ...ground, identity: () => linkOf(parts).identity() })
  const meter = meterHost(ground, (block) => linkOf(parts).deliver(block))
  const peers = await openPeerTalk(config, ground, () => parts.link?.identity() ?? identity)
  parts.link = openPagedLink(ground, peers, {
    take: (page) => parts.loop?.take(page),
    retry: () => parts.loop?.retry(),
    look: (databaseId) => meter.look(databaseId),
  })
  parts.loop = startLoop({
    tools: makeTools(config, { ground, managers, credentials, images }),
    firstPage,
    emptyPage,
    tasks,
    agentVersion,
    readCapacity: () => readCapacity(host.path(paths.pool)),
    readAddresses,
    memory: memory.bytes,
    readPeers: peers.observed,
    report: reporter(peers, parts),
    onSeen: meter.seen,
    keep: keepObservation(ground),
    log,
  })
  const events = docker.follow({
    onChange: wake,
    onTrouble: (because) => log.warn('Docker’s events cannot be heard', { because }),
  })
  log.info('the agent is up', { hostId: identity.hostId, version: agentVersion })

  return {
    hostId: identity.hostId,
    async close() {
      meter.close()
      events.close()
      images.close()
      await parts.loop?.close()
      await tasks.rest()
      memory.close()
      managers.close()
      gateway.close()
      await peers.close()
      parts.link?.close()
    },
  }
}

const reporter =
  (peers: Peers, parts: { link?: Link }) =>
  (page: ObservedHost): void => {
    peers.seen(page)
    parts.link?.report(page)
  }

async function openPeerTalk(config: AgentConfig, ground: Ground, identity: () => Identity): Promise<Peers> {
  const { directory, log, firstPage } = ground
  const { bindAddresses, peerPort: port } = config
  const peers = await openPeers({ directory, log, identity, bindAddresses, port, readAddresses })
  if (firstPage) peers.take(firstPage)
  return peers
}

const credentialsOver = (link: () => Link) =>
  makeCredentials({
    getSecret: (secret) => link().getSecret(secret),
    signInstance: (instanceId, csr) => link().signInstance(instanceId, csr),
  })

function linkOf({ link }: { link?: Link }): Link {
  if (!link) throw new Error('the link is not open yet')
  return link
}

/** The link, with each newer page kept on disk while it is looked at. */
function openPagedLink(
  { identity, directory, disk, firstPage, log }: Ground,
  peers: Peers,
  loop: Pick<Loop, 'take' | 'retry'> & Pick<HostMeter, 'look'>,
): Link {
  let generation = firstPage?.generation ?? -1
  return openLink({
    identity,
    identityDirectory: directory,
    agentVersion,
    generation: () => generation,
    onPage(page) {
      generation = page.generation
      disk.write(page).catch((error) => log.error('the page was not kept', { because: sentence(error) }))
      peers.take(page)
      loop.take(page)
    },
    onLook: loop.look,
    onUp: loop.retry,
    onRenewed: peers.renew,
    log,
  })
}

/** The last look, beside the last page, for a dry run of the plan. Nothing reads it again, so losing it is nothing. */
const keepObservation =
  ({ directory, log }: Ground) =>
  (seen: unknown): void =>
    void writeFile(join(directory, 'observation.json'), JSON.stringify(seen), { mode: 0o600 }).catch((error) =>
      log.debug('the observation was not kept', { because: sentence(error) }),
    )

type OwnTools = Pick<Tools, 'managers' | 'credentials' | 'images'> & { readonly ground: Ground }

function makeTools(
  { installation, home, bindAddresses, poolerIdleMs }: AgentConfig,
  { ground, ...own }: OwnTools,
): Tools {
  const { docker, volumes, host, paths, identity, log } = ground
  const poolers = makePoolerOrders({ folder: (databaseId) => host.path(paths.poolerControl(databaseId)), log })
  const { releaseKey, ca } = identity
  const surroundings = { installation, home, bindAddresses, poolerIdleMs }
  const guard = guardHost(installation)
  const kernel = openKernelPath(installation, host)
  return {
    ...own,
    docker,
    poolers,
    volumes,
    host,
    guard,
    kernel,
    paths,
    releaseKey,
    ca,
    surroundings,
    growths: new Map(),
    gateway: { publishedHash: null },
  }
}
