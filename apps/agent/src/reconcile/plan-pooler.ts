import { findSize } from '@holdfast/shared/engines/sizes'
import type { DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import type { SeenPooler } from '../docker/pooler-containers.ts'
import { specHash } from '../docker/spec-hash.ts'
import { missingName } from './certificate-names.ts'
import type { Observation, SeenRelease } from './observation.ts'
import type { Step } from './step.ts'
import { poolerName, poolerStamp, type WantedPooler, wantedPooler, wantedPoolerContainer } from './wanted-pooler.ts'

/** Its own lane, so that neither a pooler nor an instance ever waits for the other. */
const laneOf = (databaseId: string): string => `${databaseId} pooler`

/**
 * A pooler's container runs beside an instance that serves. The pooler inside wakes by itself with the first connection, and is
 * laid to rest when nobody has been there for a while.
 */
export function planPoolers(desired: DesiredHost, seen: Observation): Step[] {
  const kept = new Set<string>()
  const steps = desired.instances.flatMap((instance) => {
    const wanted = wantedPooler(instance)
    const release = seen.releases.find((it) => it.releaseId === instance.releaseId)
    if (!wanted || instance.power === 'stopped' || !findSize(instance.size)) return []
    kept.add(instance.databaseId)
    if (release?.state !== 'ready' || release.engine !== instance.engine) return []
    return planPooler({ instance, wanted, release, seen })
  })
  return [...steps, ...removeStrays(kept, seen)]
}

interface Scene {
  readonly instance: DesiredInstance
  readonly wanted: WantedPooler
  readonly release: SeenRelease
  readonly seen: Observation
}

function planPooler({ instance, wanted, release, seen }: Scene): Step[] {
  const { databaseId, instanceId } = instance
  const container = seen.poolers.find((it) => it.databaseId === databaseId)
  const hasNetwork = seen.networks.some((it) => it.databaseId === databaseId)
  const facts = seen.managers.find((it) => it.instanceId === instanceId)?.facts
  // Beside an instance in the making there is better to do, unless somebody waits already.
  const isWanted = facts?.health === 'running' || clientsOf(databaseId, seen) > 0
  if (!hasNetwork || (!container && !isWanted)) return []
  const at = { lane: laneOf(databaseId), subject: databaseId }
  const steps: Step[] = []
  const because = whyNewFiles({ instance, wanted, seen })
  if (because !== undefined) steps.push({ do: 'write-pooler-files', ...at, instance, because })
  const spec = wantedPoolerContainer(instance, { release, descriptor: wanted.descriptor }, seen)
  const create = (why: string): Step => ({ do: 'create-pooler', ...at, instance, release, because: why })
  const start = (which: string): Step => ({
    do: 'start-container',
    ...at,
    container: which,
    because: 'it is to be there for the first client',
  })
  const name = poolerName(seen.installation, databaseId)
  const isStarted = container?.state === 'running'
  if (!container) return [...steps, create('it has no container'), start(name)]
  // A newer one is made when nobody uses the old one, which only a gateway that answers can say.
  const isUnused = seen.gateway !== null && clientsOf(databaseId, seen) === 0
  if (container.specHash !== specHash(spec) && (!isStarted || isUnused)) {
    const why = 'it was made for another release'
    return [...steps, ...removal(container, why), create(why), ...(isWanted ? [start(name)] : [])]
  }
  if (!isStarted) return isWanted ? [...steps, start(container.containerId)] : steps
  return seen.poolersAwake.includes(databaseId)
    ? [...steps, ...keepAwake(container, { instance, wanted, seen })]
    : steps
}

function keepAwake(
  { containerId, databaseId }: SeenPooler,
  { instance, wanted, seen }: Omit<Scene, 'release'>,
): Step[] {
  const at = { lane: laneOf(databaseId), subject: databaseId }
  const demand = demandOf(databaseId, seen)
  const signal = wanted.descriptor.restSignal
  if (demand?.clients === 0 && demand.idleMs >= seen.poolerIdleMs)
    return [{ do: 'rest-pooler', ...at, containerId, signal, because: 'nobody has used it for a while' }]
  if (seen.poolersSure.includes(databaseId)) return []
  return [{ do: 'resume-pooler', ...at, instance, because: 'an agent before this one may have paused it' }]
}

const demandOf = (databaseId: string, { gateway }: Observation) =>
  gateway?.demand.find((it) => it.databaseId === databaseId)

const clientsOf = (databaseId: string, seen: Observation): number => demandOf(databaseId, seen)?.clients ?? 0

function whyNewFiles({ instance, wanted, seen }: Omit<Scene, 'release'>): string | undefined {
  const files = seen.poolerFiles.find((it) => it.databaseId === instance.databaseId)
  if (!files?.certificate || files.stamp === null) return 'its files are not written yet'
  const missing = missingName(instance.serverNames, files.certificate.names)
  if (missing !== undefined) return `its certificate does not carry ${missing}`
  if (files.certificate.renewAt < seen.at) return 'two thirds of its certificate’s life are over'
  return files.stamp === poolerStamp(instance, wanted.login, files.certificate.hash)
    ? undefined
    : 'its configuration has changed'
}

function removal({ containerId, databaseId, state }: SeenPooler, because: string): Step[] {
  const at = { lane: laneOf(databaseId), subject: databaseId, containerId, because }
  const remove: Step = { do: 'remove-container', ...at }
  return state === 'running' ? [{ do: 'stop-container', ...at }, remove] : [remove]
}

function removeStrays(kept: ReadonlySet<string>, seen: Observation): Step[] {
  const because = 'its database has no pooled endpoint here any more'
  const containers = seen.poolers.filter((it) => !kept.has(it.databaseId)).flatMap((it) => removal(it, because))
  const files = seen.poolerFiles
    .filter((it) => !kept.has(it.databaseId))
    .map(({ databaseId }): Step => {
      return { do: 'remove-pooler-files', lane: laneOf(databaseId), subject: databaseId, databaseId, because }
    })
  return [...containers, ...files]
}
