import type { DesiredEndpoint, DesiredHost, DesiredInstance, DesiredVolume } from './desired.ts'
import type { ObservedHost, ObservedInstance } from './observed.ts'

/** One difference between what should be and what was last seen. `subject` is the id of an instance, a volume or a database. */
export interface Drift {
  readonly subject: string
  readonly because: string
}

/** Every difference between the two pages of one host, in words. Empty means: the host is what it should be. */
export function drift(desired: DesiredHost, observed: ObservedHost): Drift[] {
  return [
    ...desired.volumes.flatMap((volume) => volumeDrift(volume, observed)),
    ...desired.instances.flatMap((instance) => instanceDrift(instance, observed)),
    ...desired.endpoints.flatMap((endpoint) => endpointDrift(endpoint, desired, observed)),
    ...leftOver(desired, observed),
  ]
}

function volumeDrift(volume: DesiredVolume, observed: ObservedHost): Drift[] {
  const seen = observed.volumes.find((it) => it.volumeId === volume.volumeId)
  if (volume.state === 'present' && !seen) return [{ subject: volume.volumeId, because: 'the volume is not there yet' }]
  if (volume.state === 'present' && seen && seen.sizeBytes < volume.sizeBytes)
    return [{ subject: volume.volumeId, because: 'the volume is not made larger yet' }]
  if (volume.state === 'erased' && seen) return [{ subject: volume.volumeId, because: 'the volume is not erased yet' }]
  return []
}

function instanceDrift(wanted: DesiredInstance, observed: ObservedHost): Drift[] {
  const seen = observed.instances.find((it) => it.instanceId === wanted.instanceId)
  const because =
    wanted.power === 'stopped' ? whyNotStopped(seen) : seen ? whyNotAsWanted(wanted, seen) : 'it has no container yet'
  return because === undefined ? [] : [{ subject: wanted.instanceId, because }]
}

const whyNotStopped = (seen: ObservedInstance | undefined): string | undefined =>
  seen && seen.health !== 'stopped' ? `it should be stopped and is ${seen.health}` : undefined

function whyNotAsWanted(wanted: DesiredInstance, seen: ObservedInstance): string | undefined {
  if (seen.health !== 'running') return `it is ${seen.health}: ${seen.because}`
  if (seen.releaseId !== wanted.releaseId) return 'it runs another release'
  if (seen.role !== wanted.role) return `it is ${seen.role} and should be ${wanted.role}`
  if (seen.epoch !== wanted.epoch) return `it is at epoch ${seen.epoch} of ${wanted.epoch}`
  if (seen.restarts < wanted.restarts) return 'it has not restarted yet'
  if (seen.wantedHash === null) return 'its page cannot be written yet'
  if (seen.appliedHash !== seen.wantedHash) return 'it has not applied its newest page yet'
  return undefined
}

function endpointDrift(wanted: DesiredEndpoint, desired: DesiredHost, observed: ObservedHost): Drift[] {
  const primary = desired.instances.find((it) => it.instanceId === wanted.primary)
  if (primary?.power !== 'running') return []
  const seen = observed.endpoints.find((it) => it.databaseId === wanted.databaseId)
  if (!seen) return [{ subject: wanted.databaseId, because: 'its port is not offered yet' }]
  if (seen.state !== 'open')
    return [{ subject: wanted.databaseId, because: `its port is ${seen.state}: ${seen.because}` }]
  const isBehind = seen.paths?.some((path) => path.isBehind)
  return isBehind
    ? [{ subject: wanted.databaseId, because: 'the kernel still leads its clients as it did before' }]
    : []
}

function leftOver(desired: DesiredHost, observed: ObservedHost): Drift[] {
  const instances = new Set<string>(desired.instances.map((it) => it.instanceId))
  const endpoints = new Set<string>(desired.endpoints.map((it) => it.databaseId))
  return [
    ...observed.instances
      .filter((it) => !instances.has(it.instanceId))
      .map((it) => ({ subject: it.instanceId, because: 'it is not removed yet' })),
    ...observed.endpoints
      .filter((it) => !endpoints.has(it.databaseId))
      .map((it) => ({ subject: it.databaseId, because: 'its port is not closed yet' })),
  ]
}

export interface Settlement {
  readonly desired: DesiredHost
  readonly observed: ObservedHost
  /** The generation whose wishes must have been read. */
  readonly generation: number
  /** Ids of the instances, volumes and databases that must not drift. */
  readonly subjects: readonly string[]
}

/** What operations wait for: the host has read the generation, and nothing about these subjects differs. */
export function settled({ desired, observed, generation, subjects }: Settlement): boolean {
  if (observed.observedGeneration < generation) return false
  return !drift(desired, observed).some((it) => subjects.includes(it.subject))
}
