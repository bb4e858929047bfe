import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import type Docker from 'dockerode'
import { contentHash } from './images/content-hash.ts'
import type { BuiltImage } from './images.ts'
import type { Installation } from './installation.ts'
import { agentWish } from './platform/agent.ts'
import { apiWish } from './platform/api.ts'
import { awaitApi, awaitHosts, needsSetup, writeCa } from './platform/api-door.ts'
import { clockWish } from './platform/clock.ts'
import { orShowLog } from './platform/container-log.ts'
import type { ContainerWish } from './platform/container-wish.ts'
import { ensureContainer } from './platform/ensure-container.ts'
import { ensureNetwork } from './platform/ensure-network.ts'
import { gatewayWish } from './platform/gateway.ts'
import type { HostPlace } from './platform/host-place.ts'
import { metricsWish } from './platform/metrics.ts'
import { engineImage, writeReleases } from './platform/releases.ts'
import { ensureHome, ensureHostHome, ensureJoinToken, ensureSecrets, readSecret } from './platform/secrets.ts'
import { ensureStore } from './platform/store.ts'
import { repositoryRoot } from './repository-root.ts'

export interface StartPlatformOptions {
  /** The engine of the control plane. */
  docker: Docker
  installation: Installation
  images: BuiltImage[]
  /** Those that belong to it from the first start on. */
  hosts: HostPlace[]
  report: (line: string) => void
}

export interface RunningPlatform {
  consoleUrl: string
  /** Present until the first operator has signed up. */
  setupCode: string | undefined
}

const imageId = (images: BuiltImage[], name: string): string => {
  const image = images.find((candidate) => candidate.name === name)
  if (!image) throw new Error(`The image ${name} was not built.`)
  return image.imageId
}

/** What decides about replacing the gateway: its own program and the image it stands on, not the agent beside it. */
const gatewayHash = (images: BuiltImage[]): string =>
  contentHash([imageId(images, 'node')], {
    'gateway.mjs': join(repositoryRoot, 'apps', 'agent', 'dist', 'gateway.mjs'),
  })

type Bring = (docker: Docker, wish: ContainerWish) => Promise<void>

const bringTo =
  ({ installation, report }: StartPlatformOptions, where: string): Bring =>
  async (docker, wish) => {
    const step = await ensureContainer(docker, installation, wish)
    if (step !== 'keep')
      report(`${step === 'start' ? 'started' : `${step}d`} ${installation.name}-${wish.part}${where}`)
  }

/** Gateway and agent of one host. */
const startHost = async (options: StartPlatformOptions, host: HostPlace) => {
  const { installation, images } = options
  const bring = bringTo(options, host.hostname === undefined ? '' : ` on ${host.hostname}`)
  const image = imageId(images, 'agent')
  await bring(host.docker, gatewayWish(installation, host, { image, hash: gatewayHash(images) }))
  await bring(host.docker, agentWish(installation, host, image))
}

/**
 * From nothing to a running control plane with its first hosts. Every step looks before it acts, so
 * running it again changes only what differs; instances of databases are never touched from here.
 */
export const startPlatform = async (options: StartPlatformOptions): Promise<RunningPlatform> => {
  const { docker, installation, images, hosts } = options
  const bring = bringTo(options, '')
  ensureHome(installation)
  ensureSecrets(installation)
  for (const host of hosts) {
    ensureHostHome(host)
    ensureJoinToken(host.joinToken)
  }
  writeReleases(installation, images)
  await ensureNetwork(docker, installation)
  await bring(docker, clockWish(installation, imageId(images, 'valkey')))
  await bring(docker, metricsWish(installation, imageId(images, 'victoria-metrics')))
  await ensureStore(docker, installation, imageId(images, engineImage(defaultEngine.family)))
  await bring(docker, apiWish(installation, imageId(images, 'api')))
  await orShowLog(docker, `${installation.name}-api`, awaitApi(installation))
  await writeCa(installation)
  await Promise.all(hosts.map((host) => startHost(options, host)))
  const [first] = hosts
  const joined = awaitHosts(installation, hosts.length)
  await (first ? orShowLog(first.docker, `${installation.name}-agent`, joined) : joined)
  const isFresh = await needsSetup(installation)
  return {
    consoleUrl: installation.consoleUrl,
    setupCode: isFresh ? readSecret(installation, 'setup-code') : undefined,
  }
}
