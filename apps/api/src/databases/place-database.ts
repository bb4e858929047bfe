import type { HostId } from '@holdfast/shared/ids'
import type { Capacity } from '@holdfast/shared/state/observed'
import { formatBytes } from '@holdfast/shared/units'

/** What is promised to databases, whether used or not. */
export interface Reservation {
  readonly cpus: number
  readonly memoryBytes: number
  readonly storageBytes: number
}

/** A host as placement sees it. */
export interface HostRoom {
  readonly hostId: HostId
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Null until the host has reported for the first time. */
  readonly capacity: Capacity | null
  readonly reserved: Reservation
  /** Why nothing new may go there, whatever its room: it is silent, or being drained. */
  readonly closedBecause: string | null
}

export interface Wish extends Reservation {
  /** Labels that the host must carry: `{ region: 'north' }`. */
  readonly demands: Readonly<Record<string, string>>
  /** Hosts that hold this database already; a host beside them is better. */
  readonly presentOn: readonly HostId[]
}

export type Placement =
  | { readonly hostId: HostId; readonly because: string }
  | { readonly hostId: null; readonly refusals: readonly { host: string; because: string }[] }

/** Cores are shared by time, memory and disk are not: a core may be promised this many times. */
export const cpuOvercommit = 4
/** The share of a host's memory that databases may be promised; the rest is the system's and the platform's own. */
export const memoryShare = 0.9

/**
 * Chooses the host for one instance, or says for every host why not. Pure.
 * Hosts that already hold the database come last; among equals the one that stays emptiest in its tightest resource wins.
 */
export function placeDatabase(hosts: readonly HostRoom[], wish: Wish): Placement {
  const judged = hosts.map((host) => ({ host, because: refusal(host, wish) }))
  const fitting = judged.filter((it) => it.because === null).map((it) => it.host)
  const [best] = fitting.toSorted((a, b) => byPreference(a, b, wish))
  if (best) return { hostId: best.hostId, because: `${best.name} has the most room` }
  return { hostId: null, refusals: judged.map(({ host, because }) => ({ host: host.name, because: because ?? '' })) }
}

/** How many more of this wish fit, over all hosts. */
export const roomFor = (hosts: readonly HostRoom[], wish: Wish): number =>
  hosts.reduce((sum, host) => {
    const isOpen = host.closedBecause === null && missingLabel(host, wish) === null && tooFewCores(host, wish) === null
    const free = isOpen ? freeOf(host) : null
    if (!free) return sum
    const times = [
      free.cpus / wish.cpus,
      free.memoryBytes / wish.memoryBytes,
      wish.storageBytes > 0 ? free.storageBytes / wish.storageBytes : Number.POSITIVE_INFINITY,
    ]
    return sum + Math.max(0, Math.floor(Math.min(...times)))
  }, 0)

/** What a host can still promise; null while its capacity is unknown. */
export function freeOf({ capacity, reserved }: HostRoom): Reservation | null {
  if (!capacity) return null
  return {
    cpus: capacity.cpus * cpuOvercommit - reserved.cpus,
    memoryBytes: Math.floor(capacity.memoryBytes * memoryShare) - reserved.memoryBytes,
    storageBytes: capacity.storageBytes - reserved.storageBytes,
  }
}

function refusal(host: HostRoom, wish: Wish): string | null {
  if (host.closedBecause !== null) return host.closedBecause
  const free = freeOf(host)
  if (!free) return 'it has not reported its capacity yet'
  return missingLabel(host, wish) ?? tooFewCores(host, wish) ?? missingRoom(free, wish)
}

function missingLabel({ labels }: HostRoom, { demands }: Wish): string | null {
  const missing = Object.entries(demands).find(([label, value]) => labels[label] !== value)
  if (!missing) return null
  const [label, value] = missing
  return `its ${label} is ${labels[label] ?? 'not set'}, and ${value} was asked for`
}

/** Cores may be promised several times, but one instance cannot run on more than there are. */
const tooFewCores = ({ capacity }: HostRoom, wish: Wish): string | null =>
  capacity && capacity.cpus < wish.cpus ? `it has ${capacity.cpus} cpus, ${wish.cpus} were asked for` : null

function missingRoom(free: Reservation, wish: Wish): string | null {
  if (free.memoryBytes < wish.memoryBytes) return lacks('memory', free.memoryBytes, wish.memoryBytes)
  if (free.storageBytes < wish.storageBytes) return lacks('storage', free.storageBytes, wish.storageBytes)
  if (free.cpus < wish.cpus) return `it can promise ${Math.max(0, free.cpus)} more cpus of ${wish.cpus}`
  return null
}

const lacks = (what: string, free: number, asked: number): string =>
  `it has ${formatBytes(Math.max(0, free))} of ${what} left to promise, ${formatBytes(asked)} were asked for`

function byPreference(a: HostRoom, b: HostRoom, wish: Wish): number {
  const taken = Number(wish.presentOn.includes(a.hostId)) - Number(wish.presentOn.includes(b.hostId))
  return taken || tightestShare(b, wish) - tightestShare(a, wish) || a.name.localeCompare(b.name)
}

/** The free share of the scarcest resource after placing, between 0 and 1. */
function tightestShare(host: HostRoom, wish: Wish): number {
  const free = freeOf(host)
  if (!free || !host.capacity) return 0
  const { cpus, memoryBytes, storageBytes } = host.capacity
  return Math.min(
    (free.cpus - wish.cpus) / (cpus * cpuOvercommit),
    (free.memoryBytes - wish.memoryBytes) / (memoryBytes * memoryShare),
    storageBytes > 0 ? (free.storageBytes - wish.storageBytes) / storageBytes : 0,
  )
}
