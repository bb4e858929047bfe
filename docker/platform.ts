import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import type Docker from 'dockerode'
import { contentHash } from './images/content-hash.ts'
import type { BuiltImage } from './images.ts'
import type { Installation } from './installation.ts'
import { agentWish } from './platform/agent.ts'
import { apiWish } from './platform/api.ts'
import { awaitApi, awaitHost, needsSetup, writeCa } from './platform/api-door.ts'
import { clockWish } from './platform/clock.ts'
import { orShowLog } from './platform/container-log.ts'
import type { ContainerWish } from './platform/container-wish.ts'
import { ensureContainer } from './platform/ensure-container.ts'
import { ensureNetwork } from './platform/ensure-network.ts'
import { gatewayWish } from './platform/gateway.ts'
import { metricsWish } from './platform/metrics.ts'
import { engineImage, writeReleases } from './platform/releases.ts'
import { ensureHome, ensureSecrets, readSecret } from './platform/secrets.ts'
import { ensureStore } from './platform/store.ts'
import { repositoryRoot } from './repository-root.ts'

export interface StartPlatformOptions {
  docker: Docker
  installation: Installation
  images: BuiltImage[]
  /** Path of Docker's socket, for the agent. */
  socket: string
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

/**
 * From nothing to a running control plane with this machine as its first host. Every step looks before it acts, so
 * running it again changes only what differs; instances of databases are never touched from here.
 */
export const startPlatform = async (options: StartPlatformOptions): Promise<RunningPlatform> => {
  const { docker, installation, images, socket, report } = options
  const bring = async (wish: ContainerWish) => {
    const step = await ensureContainer(docker, installation, wish)
    if (step !== 'keep') report(`${step === 'start' ? 'started' : `${step}d`} ${installation.name}-${wish.part}`)
  }
  ensureHome(installation)
  ensureSecrets(installation)
  writeReleases(installation, images)
  await ensureNetwork(docker, installation)
  await bring(clockWish(installation, imageId(images, 'valkey')))
  await bring(metricsWish(installation, imageId(images, 'victoria-metrics')))
  await ensureStore(docker, installation, imageId(images, engineImage(defaultEngine.family)))
  await bring(apiWish(installation, imageId(images, 'api')))
  await orShowLog(docker, `${installation.name}-api`, awaitApi(installation))
  await writeCa(installation)
  await bring(gatewayWish(installation, imageId(images, 'agent'), gatewayHash(images)))
  await bring(agentWish(installation, imageId(images, 'agent'), socket))
  await orShowLog(docker, `${installation.name}-agent`, awaitHost(installation))
  const isFresh = await needsSetup(installation)
  return {
    consoleUrl: installation.consoleUrl,
    setupCode: isFresh ? readSecret(installation, 'setup-code') : undefined,
  }
}
