import { VolumeId } from '@holdfast/shared/ids'
import type { Condition } from '@holdfast/shared/state/conditions'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import type { Capacity, ObservedHost, ObservedVolume } from '@holdfast/shared/state/observed'
import type { TaskReport } from '@holdfast/shared/state/tasks'
import { findObstacles } from './find-obstacles.ts'
import type { Observation } from './observation.ts'
import { observedInstances } from './observed-instances.ts'
import { pathsOf } from './plan-kernel.ts'

export interface ReportFacts {
  readonly desired: DesiredHost
  /** False while the host has never had a page and `desired` only stands for it. */
  readonly hasPage: boolean
  readonly seen: Observation
  readonly agentVersion: string
  readonly addresses: readonly string[]
  readonly capacity: Capacity
  readonly peers?: Pick<ObservedHost, 'peerPort' | 'peers'>
  readonly tasks: readonly TaskReport[]
  readonly failures: readonly Condition[]
  /** Volume id → its newest growth by this agent. */
  readonly growths: ReadonlyMap<string, NonNullable<ObservedVolume['growth']>>
  /** Instance id → anonymous and shared memory in bytes. */
  readonly memory: ReadonlyMap<string, number>
}

/** The observed page of this host. Pure. */
export function makeReport(facts: ReportFacts): ObservedHost {
  const { desired, seen } = facts
  return {
    hostId: desired.hostId,
    observedGeneration: desired.generation,
    observedAt: new Date(seen.at).toISOString(),
    agentVersion: facts.agentVersion,
    addresses: [...facts.addresses],
    capacity: facts.capacity,
    volumes: seen.volumes.flatMap(({ volumeId, reachBytes: _, ...rest }) => {
      const id = VolumeId.safeParse(volumeId)
      return id.success ? [{ volumeId: id.data, ...rest, growth: facts.growths.get(volumeId) ?? null }] : []
    }),
    instances: observedInstances(desired, seen, facts.memory),
    endpoints: (seen.gateway?.endpoints ?? []).map((it) => ({ ...it, paths: pathsOf(it.databaseId, desired, seen) })),
    releases: desired.releases
      .map((it) => it.releaseId)
      .filter((id) => seen.releases.some((it) => it.releaseId === id && it.state === 'ready')),
    conditions: conditionsOf(facts),
    tasks: [...facts.tasks],
    ...facts.peers,
  }
}

/** Where a step tries to mend what is missing, why it failed says more than that it is missing. */
function conditionsOf({ desired, seen, failures, hasPage }: ReportFacts): Condition[] {
  if (!hasPage) return [{ code: 'image-missing', subject: desired.hostId, because: 'it waits for its first page' }]
  const isTold = ({ code, subject }: Condition) => failures.some((it) => it.code === code && it.subject === subject)
  return [...findObstacles(desired, seen).filter((it) => !isTold(it)), ...failures]
}

/** Figures that move all the time: alone they are told once in a while, never at once. */
const gauges = new Set([
  'observedAt',
  'usedBytes',
  'storageFreeBytes',
  'memoryBytes',
  'connections',
  'openConnections',
  'acceptedTotal',
  'refusedTotal',
  'heldTotal',
])

const text = (page: ObservedHost, omit: ReadonlySet<string>): string =>
  JSON.stringify(page, (key, value: unknown) => (omit.has(key) ? undefined : value))

const onlyTime = new Set(['observedAt'])
const gaugesEveryMs = 10_000

/** Whether the api should hear of this page now. */
export function isWorthReporting(page: ObservedHost, last: ObservedHost | undefined): boolean {
  if (!last || text(page, gauges) !== text(last, gauges)) return true
  const sinceMs = Date.parse(page.observedAt) - Date.parse(last.observedAt)
  return sinceMs >= gaugesEveryMs && text(page, onlyTime) !== text(last, onlyTime)
}
