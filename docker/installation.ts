import { isIP } from 'node:net'
import { join } from 'node:path'
import type { InstallationSettings, PassedOnSettings } from './config.ts'

/** Everything the settings decide: where things lie and what they are called. */
export interface Installation {
  settings: InstallationSettings
  /** What parts read themselves. */
  passedOn: PassedOnSettings
  name: string
  home: string
  network: string
  /** Where this machine reaches the api: the bind address, or loopback when that is every address. */
  localAddress: string
  /** Where the api's ports are published: the bind address, or the address of the control plane's own simulated machine. */
  publishAddress: string
  /** Network namespace in which the control plane's containers are, when it is not this machine's own. */
  namespace?: string
  isLoopbackOnly: boolean
  /** Beyond loopback, or with a given certificate. */
  speaksTls: boolean
  /** What people open. */
  consoleUrl: string
  paths: InstallationPaths
}

/** What lies below the home of a host. */
export interface HostPaths {
  pool: string
  mounts: string
  poolers: string
  agent: string
  gateway: string
  run: string
  gatewayRun: string
}

export interface InstallationPaths extends HostPaths {
  secrets: string
  ca: string
  keyring: string
  store: string
  clock: string
  metrics: string
  images: string
  /** Images for hosts that join; the api reads them. */
  archives: string
  releases: string
  /** Simulated hosts. */
  lab: string
}

export const hostPathsBelow = (home: string): HostPaths => ({
  pool: join(home, 'pool'),
  mounts: join(home, 'mounts'),
  poolers: join(home, 'poolers'),
  agent: join(home, 'agent'),
  gateway: join(home, 'gateway'),
  run: join(home, 'run'),
  gatewayRun: join(home, 'run', 'gateway'),
})

const pathsBelow = (home: string): InstallationPaths => ({
  ...hostPathsBelow(home),
  secrets: join(home, 'secrets'),
  ca: join(home, 'ca.pem'),
  keyring: join(home, 'keyring'),
  store: join(home, 'store'),
  clock: join(home, 'clock'),
  metrics: join(home, 'metrics'),
  images: join(home, 'images'),
  archives: join(home, 'archives'),
  releases: join(home, 'releases.json'),
  lab: join(home, 'lab'),
})

const isLoopback = (address: string) => address === 'localhost' || address === '::1' || /^127\./.test(address)

const inUrl = (address: string) => (isIP(address) === 6 ? `[${address}]` : address)

export const installationFrom = (settings: InstallationSettings, passedOn: PassedOnSettings = {}): Installation => {
  const { HOLDFAST_NAME: name, HOLDFAST_HOME: home, HOLDFAST_BIND: bind } = settings
  const isEveryAddress = bind === '0.0.0.0' || bind === '::'
  const localAddress = isEveryAddress ? '127.0.0.1' : bind
  const isLoopbackOnly = isLoopback(bind)
  const speaksTls = !isLoopbackOnly || settings.HOLDFAST_TLS_CERT_FILE !== undefined
  const scheme = speaksTls ? 'https' : 'http'
  const host = inUrl(isEveryAddress ? (settings.HOLDFAST_ENDPOINT.split(',')[0]?.trim() ?? bind) : bind)
  return {
    settings,
    passedOn,
    name,
    home,
    network: `${name}-control`,
    localAddress,
    publishAddress: bind,
    isLoopbackOnly,
    speaksTls,
    consoleUrl: settings.HOLDFAST_PUBLIC_URL ?? `${scheme}://${host}:${settings.HOLDFAST_PORT}`,
    paths: pathsBelow(home),
  }
}

/** The given settings that are handed on to a part as they are. */
export const passOn = ({ passedOn }: Installation, keys: (keyof PassedOnSettings)[]): Record<string, string> =>
  Object.fromEntries(keys.flatMap((key) => (passedOn[key] === undefined ? [] : [[key, passedOn[key]]])))

/** Fixed accounts inside the images (and so the owners of what is bound into them). */
export const accounts = { holdfast: 7400, store: 5432, clock: 6379, metrics: 8428 } as const
