import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import { GatewayObservation, type KernelPort } from '@holdfast/shared/state/gateway-page'
import { InstancePage } from '@holdfast/shared/state/instance-page'
import { askSocket } from '../host/ask-socket.ts'
import { readFileIn } from '../host/folder.ts'
import type { SeenVolume } from '../volumes/volume-driver.ts'
import { judgeReleases } from './judge-releases.ts'
import type { Observation, SeenFiles } from './observation.ts'
import { observePoolers } from './observe-poolers.ts'
import { readCertificate } from './read-certificate.ts'
import type { Tools } from './tools.ts'

/** One look at the host. Throws when Docker or the host's own lists cannot be read: then nothing can be planned. */
export async function observe(desired: DesiredHost, tools: Tools): Promise<Observation> {
  const { docker, volumes, paths, host, managers, surroundings } = tools
  const [containers, networks, { there, made }, releases, isGuarded, gatewayStands, leading, poolers, controlFolders] =
    await Promise.all([
      docker.containers.list(),
      docker.networks.list(),
      volumes.look(),
      judgeReleases(desired.releases, tools),
      tools.guard.stands(),
      docker.gateway?.stands() ?? true,
      observePaths(tools),
      observePoolers(desired, tools),
      readdir(host.path(paths.controls)).catch(() => []),
    ])
  const running = containers.filter((it) => it.state === 'running')
  managers.follow(new Map(running.map((it) => [it.instanceId, host.path(paths.controlSocket(it.instanceId))])))
  const files = await Promise.all(desired.instances.map((instance) => readFiles(instance, there, tools)))
  return {
    at: Date.now(),
    ...surroundings,
    imagesWork: volumes.formatFor('image-ext4') === 'image-ext4',
    containers,
    networks,
    volumes: there,
    volumesMade: desired.volumes.map((it) => it.volumeId).filter((it) => made.has(it)),
    files: files.flat(),
    managers: managers.seen(),
    controlFolders,
    releases,
    ...poolers,
    isGuarded,
    ...leading,
    gatewayStands,
  }
}

/** The gateway is told first of the clients that it does not see, so that what it answers is about all of them. */
async function observePaths({ host, paths, gateway, kernel }: Tools): Promise<Pick<Observation, 'kernel' | 'gateway'>> {
  const seen = await kernel.look()
  const told = await askGateway(host.path(paths.gatewaySocket), seen.works ? seen.ports : [])
  const { publishedHash } = gateway
  const { endpoints = [], demand = [] } = told ?? {}
  return { kernel: seen, gateway: told ? { endpoints, demand, publishedHash } : null }
}

async function askGateway(socketPath: string, kernel: readonly KernelPort[]): Promise<GatewayObservation | undefined> {
  try {
    const question = { socketPath, method: 'POST', path: '/observe', body: { kernel }, limitMs: 1_000 } as const
    return GatewayObservation.parse(await askSocket(question))
  } catch {
    return undefined
  }
}

async function readFiles(
  instance: DesiredInstance,
  volumes: readonly SeenVolume[],
  tools: Tools,
): Promise<SeenFiles[]> {
  const { instanceId, volumeId } = instance
  if (!volumes.some((it) => it.volumeId === volumeId && it.mounted)) return []
  const volume = tools.host.path(tools.paths.volume(volumeId))
  const [page, certificate] = await Promise.all([
    readFileIn(join(volume, 'conf'), 'instance.json'),
    readFileIn(join(volume, 'run'), 'server.crt'),
  ])
  return [{ instanceId, volumeId, page: readPage(page), certificate: readCertificate(certificate) }]
}

function readPage(text: string | undefined): InstancePage | null {
  try {
    return text === undefined ? null : InstancePage.parse(JSON.parse(text))
  } catch {
    return null
  }
}
