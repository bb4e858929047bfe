import { accounts, type Installation, passOn } from '../installation.ts'
import type { ContainerWish } from './container-wish.ts'
import type { HostPlace } from './host-place.ts'

/** `hash` decides about replacing it. */
export interface GatewayImage {
  image: string
  hash: string
}

const MiB = 1024 * 1024

/**
 * The gateway owns the ports that clients hold on to. It shares the agent's image, yet the hash (of its own program
 * and the Node below it) decides about replacing it: an agent's upgrade must not cut a single connection.
 */
export const gatewayWish = (
  installation: Installation,
  { home, paths }: HostPlace,
  { image, hash }: GatewayImage,
): ContainerWish => {
  const { settings } = installation
  return {
    part: 'gateway',
    image,
    imageIdentity: hash,
    command: ['node', '--enable-source-maps', '/app/gateway.mjs'],
    user: `${accounts.holdfast}:${accounts.holdfast}`,
    environment: {
      HOLDFAST_NAME: settings.HOLDFAST_NAME,
      HOLDFAST_HOME: home,
      ...passOn(installation, ['HOLDFAST_LOG_LEVEL']),
    },
    binds: [
      { source: paths.gatewayRun, target: paths.gatewayRun, isReadOnly: false },
      { source: paths.gateway, target: paths.gateway, isReadOnly: false },
    ],
    network: 'host',
    memoryBytes: 512 * MiB,
    cpus: 2,
    pids: 64,
    stopGraceSeconds: 15,
  }
}
