import type { DatabaseState } from '@holdfast/shared/contract/database-routes'
import type { Condition } from '@holdfast/shared/state/conditions'
import type { ObservedEndpoint, ObservedInstance } from '@holdfast/shared/state/observed'
import { inWords } from '../platform/moment.ts'
import type { DatabaseRecord } from './database-record.ts'
import { isWanted, primaryOf } from './database-record.ts'

/** Whether a host can be heard. Judged in the memory of each api replica from heartbeats. */
export type Presence =
  | { readonly state: 'connected'; readonly lastHeardAt: Date }
  /** Not heard yet by this replica, which has only just started. */
  | { readonly state: 'awaited'; readonly lastHeardAt: Date | null }
  | { readonly state: 'silent'; readonly lastHeardAt: Date | null }

/** The observed half of one database: what the host's last page says of it. */
export interface DatabaseObservation {
  readonly hostName: string
  readonly hostAddresses: readonly string[]
  /** When an operator removed its host as dead. */
  readonly hostRemovedAt: Date | null
  readonly presence: Presence
  readonly observedAt: Date | null
  readonly instance: ObservedInstance | null
  readonly endpoint: ObservedEndpoint | null
  readonly usedBytes: number | null
  /** Conditions about the database, its instance or its volume. */
  readonly conditions: readonly Condition[]
}

export interface StateOfDatabase {
  readonly state: DatabaseState
  /** One sentence that says why. */
  readonly because: string
}

/** The unfinished operation on the database, as far as the sentence needs it. */
export interface CurrentOperation {
  readonly kind: string
  readonly because: string | null
}

interface Evidence {
  readonly observation: DatabaseObservation | null
  readonly operation: CurrentOperation | null
}

/** The truth for people: never `running` unless the host said so and can still be heard. Pure. */
export function databaseState(database: DatabaseRecord, { observation, operation }: Evidence): StateOfDatabase {
  if (!isWanted(database)) return afterwards(database, observation)
  if (!primaryOf(database) || !observation) return { state: 'creating', because: 'it is waiting for a host' }
  if (observation.presence.state === 'silent') return unreachable(observation)
  if (database.life === 'creating') return creating(observation, operation)
  return present(observation)
}

function afterwards(
  { life, volumes, recoverableUntil }: DatabaseRecord,
  seen: DatabaseObservation | null,
): StateOfDatabase {
  if (life === 'erased')
    return volumes.length > 0
      ? { state: 'deleting', because: 'its data is being removed from its host' }
      : { state: 'deleted', because: 'it and its data are gone' }
  if (seen?.instance && seen.instance.health !== 'stopped')
    return { state: 'deleting', because: 'its instance is being stopped' }
  return { state: 'deleted', because: `it can be brought back until ${minute(recoverableUntil)}` }
}

function unreachable(observation: DatabaseObservation): StateOfDatabase {
  const { hostName, hostRemovedAt, presence, instance, observedAt } = observation
  const last = instance && observedAt ? `; it was ${instance.health} as of ${inWords(observedAt)}` : ''
  const since = presence.lastHeardAt ? ` since ${inWords(presence.lastHeardAt)}` : ''
  if (hostRemovedAt)
    return {
      state: 'unreachable',
      because: `it is lost: an operator removed its dead host ${hostName} on ${inWords(hostRemovedAt)}${last}`,
    }
  return { state: 'unreachable', because: `${hostName} has not been heard${since}${last}` }
}

function creating(
  { instance, conditions, hostName }: DatabaseObservation,
  operation: CurrentOperation | null,
): StateOfDatabase {
  const trouble = conditions.find((condition) => isTrouble(condition))
  if (trouble) return { state: 'creating', because: trouble.because }
  if (instance) return { state: 'creating', because: instance.because || `its instance is ${instance.health}` }
  return { state: 'creating', because: operation?.because ?? `${hostName} is making its instance` }
}

function present({ instance, endpoint, conditions, hostName }: DatabaseObservation): StateOfDatabase {
  const trouble = conditions.find((condition) => isTrouble(condition))
  if (!instance)
    return trouble
      ? { state: 'failed', because: trouble.because }
      : { state: 'starting', because: `${hostName} is bringing its container back` }
  switch (instance.health) {
    case 'running':
      return running(endpoint, trouble)
    case 'starting':
    case 'recovering':
      return { state: 'starting', because: instance.because || `it is ${instance.health}` }
    case 'disk-full':
      return { state: 'degraded', because: trouble?.because ?? (instance.because || 'its disk is full') }
    case 'stopped':
      return trouble
        ? { state: 'failed', because: trouble.because }
        : { state: 'starting', because: instance.because || 'it is stopped and will be started' }
    case 'crashed':
    case 'stuck':
      return { state: 'failed', because: instance.because || `it is ${instance.health}` }
  }
}

function running(endpoint: ObservedEndpoint | null, trouble: Condition | undefined): StateOfDatabase {
  if (!endpoint) return { state: 'starting', because: 'its port is not offered yet' }
  if (endpoint.state !== 'open')
    return { state: 'degraded', because: `its port is ${endpoint.state}: ${endpoint.because}` }
  if (trouble) return { state: 'degraded', because: trouble.because }
  return { state: 'running', because: 'it answers queries and its port is open' }
}

/** Conditions that only tell how a host is made do not make a database ill, nor does a disk that still has room. */
const remarks: ReadonlySet<string> = new Set([
  'not-encrypted',
  'size-not-enforced',
  'io-not-isolated',
  'disk-filling',
  'disk-nearly-full',
])
export const isTrouble = ({ code }: Condition): boolean => !remarks.has(code)

const minute = (at: Date | null): string =>
  at ? `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'it is erased'
