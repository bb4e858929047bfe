import { isIP } from 'node:net'
import { agentContainer } from '@holdfast/shared/agent-container'
import { type Installation, passOn } from '../installation.ts'
import type { ContainerWish } from './container-wish.ts'
import type { HostPlace } from './host-place.ts'

const MiB = 1024 * 1024

const inUrl = (address: string) => (isIP(address) === 6 ? `[${address}]` : address)

const environment = (installation: Installation, { home, bind, apiAddress, socket }: HostPlace) => {
  const { settings, paths } = installation
  return {
    HOLDFAST_NAME: settings.HOLDFAST_NAME,
    HOLDFAST_HOME: home,
    HOLDFAST_BIND: bind,
    HOLDFAST_PEER_PORT: `${settings.HOLDFAST_PEER_PORT}`,
    HOLDFAST_SUBNETS: settings.HOLDFAST_SUBNETS,
    HOLDFAST_JOIN_URL: `https://${inUrl(apiAddress)}:${settings.HOLDFAST_LINK_PORT}`,
    HOLDFAST_JOIN_TOKEN_FILE: '/run/secrets/holdfast/join-token',
    HOLDFAST_CA_FILE: paths.ca,
    HOLDFAST_DOCKER_SOCKET: socket,
    /** With the host's process numbers the init is not number 1 and must ask for orphans. */
    TINI_SUBREAPER: '1',
    ...passOn(installation, [
      'HOLDFAST_HOST_LABELS',
      'HOLDFAST_STORAGE',
      'HOLDFAST_POOLER_IDLE_MINUTES',
      'HOLDFAST_LOG_LEVEL',
    ]),
  }
}

/**
 * The agent of a host. It sees the host's files and mounts through its own containerd-shim, so neither the pool
 * nor the mounts are bound into it: a bind made while a volume is mounted would pin that volume for good.
 */
export const agentWish = (installation: Installation, host: HostPlace, image: string): ContainerWish => {
  const { ca } = installation.paths
  const readWrite = ['/dev', host.socket, host.paths.agent, host.paths.run]
  return {
    part: 'agent',
    ...(host.hostname === undefined ? {} : { hostname: host.hostname }),
    image,
    command: [...agentContainer.command],
    user: '0:0',
    environment: environment(installation, host),
    binds: [
      ...readWrite.map((path) => ({ source: path, target: path, isReadOnly: false })),
      { source: ca, target: ca, isReadOnly: true },
      { source: host.joinToken, target: '/run/secrets/holdfast/join-token', isReadOnly: true },
    ],
    network: 'host',
    memoryBytes: agentContainer.memoryMiB * MiB,
    cpus: agentContainer.cpus,
    pids: agentContainer.pids,
    stopGraceSeconds: agentContainer.stopGraceSeconds,
    host: {
      PidMode: 'host',
      CapAdd: [...agentContainer.capabilities],
      SecurityOpt: [...agentContainer.securityOptions],
      DeviceCgroupRules: [...agentContainer.deviceRules],
    },
  }
}
