import { existsSync, statfsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { totalmem } from 'node:os'
import { dirname } from 'node:path'
import type { Installation } from '../installation.ts'

const GiB = 1024 ** 3

/** A machine sold as 2 GiB shows a little less to its own kernel. */
const LEAST_MEMORY_BYTES = 1.8 * GiB
const FIRST_START_DISK_BYTES = 6 * GiB
const LATER_START_DISK_BYTES = 1 * GiB

export interface MachineFacts {
  memoryBytes: number
  /** Free bytes where volumes and images will lie. */
  disks: { path: string; freeBytes: number }[]
  isFirstStart: boolean
  /** Ports that somebody else holds. */
  takenPorts: { key: string; port: number; address: string }[]
}

const inGiB = (bytes: number) => `${(bytes / GiB).toFixed(1)} GiB`

/** The first reason not to start, as one sentence with its remedy; undefined when the machine will do. */
export const findObstacle = (facts: MachineFacts): string | undefined => {
  if (facts.memoryBytes < LEAST_MEMORY_BYTES) {
    return `This machine has ${inGiB(facts.memoryBytes)} of memory and 2 GiB are needed: use a larger machine.`
  }
  const needed = facts.isFirstStart ? FIRST_START_DISK_BYTES : LATER_START_DISK_BYTES
  const full = facts.disks.find((disk) => disk.freeBytes < needed)
  if (full) {
    return `${full.path} has ${inGiB(full.freeBytes)} free and ${inGiB(needed)} are needed: free some space, or set HOLDFAST_HOME to a larger disk.`
  }
  const taken = facts.takenPorts[0]
  if (taken) {
    return `Port ${taken.port} on ${taken.address} is in use by another program: stop that program, or set ${taken.key} to a free port.`
  }
  return undefined
}

const nearestExisting = (path: string): string => (existsSync(path) ? path : nearestExisting(dirname(path)))

const freeBytes = (path: string): number => {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

/** Whether somebody answers there without listening: the control plane on simulated hosts does, by a rule of the packet filter. */
const isAnswered = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect({ port, host, timeout: 1_000 })
    const settle = (answer: boolean) => {
      probe.destroy()
      resolve(answer)
    }
    probe.on('connect', () => settle(true))
    probe.on('timeout', () => settle(false))
    probe.on('error', () => settle(false))
  })

/** Whether `port` is somebody else's; an address that this machine does not have counts as free and fails later by name. */
export const isPortTaken = async (port: number, host: string): Promise<boolean> =>
  (await isListenedOn(port, host)) || isAnswered(port, host)

const isListenedOn = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(false)))
  })

/** Looks at the machine. `ownPorts` are those that this installation's running api already publishes. */
export const lookAtMachine = async (installation: Installation, ownPorts: number[]): Promise<MachineFacts> => {
  const { settings, home, paths } = installation
  const address = settings.HOLDFAST_BIND
  const wanted = [
    { key: 'HOLDFAST_PORT', port: settings.HOLDFAST_PORT, address },
    { key: 'HOLDFAST_LINK_PORT', port: settings.HOLDFAST_LINK_PORT, address },
  ].filter(({ port }) => !ownPorts.includes(port))
  const taken = await Promise.all(wanted.map(({ port }) => isPortTaken(port, address)))
  const disks = [home, '/var/lib/docker'].map((path) => ({ path, freeBytes: freeBytes(nearestExisting(path)) }))
  return {
    memoryBytes: totalmem(),
    disks,
    isFirstStart: !existsSync(paths.secrets),
    takenPorts: wanted.filter((_, index) => taken[index]),
  }
}
