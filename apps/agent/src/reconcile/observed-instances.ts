import { findEngine } from '@holdfast/engine'
import { DatabaseId, InstanceId, ReleaseId } from '@holdfast/shared/ids'
import type { DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import type { ManagerObservation } from '@holdfast/shared/state/instance-page'
import type { Health, ObservedInstance } from '@holdfast/shared/state/observed'
import type { SeenContainer } from '../docker/containers.ts'
import type { Observation, SeenManager } from './observation.ts'
import { wantedHash } from './plan-instance.ts'

/** A container that runs and whose instance manager has been silent for this long is stuck. */
export const stuckAfterMs = 30_000

/** Every instance that the page names or that has a container here, as it is reported. */
export function observedInstances(
  desired: DesiredHost,
  seen: Observation,
  memory: ReadonlyMap<string, number>,
): ObservedInstance[] {
  const named = desired.instances.flatMap((instance) => {
    const container = seen.containers.find((it) => it.instanceId === instance.instanceId)
    return container ? [observedInstance(instance, container, seen)] : []
  })
  const known = new Set<string>(desired.instances.map((it) => it.instanceId))
  const strays = seen.containers.filter((it) => !known.has(it.instanceId)).flatMap((it) => stray(it))
  return [...named, ...strays].map((it) => ({ ...it, memoryBytes: memory.get(it.instanceId) ?? 0 }))
}

function observedInstance(instance: DesiredInstance, container: SeenContainer, seen: Observation): ObservedInstance {
  const manager = seen.managers.find((it) => it.instanceId === instance.instanceId)
  const files = seen.files.find((it) => it.instanceId === instance.instanceId)
  const release = seen.releases.find((it) => it.releaseId === instance.releaseId)
  const facts = container.state === 'running' ? manager?.facts : null
  const { health, because } = judge(instance, container, { manager, at: seen.at })
  return {
    instanceId: instance.instanceId,
    databaseId: instance.databaseId,
    releaseId: readRelease(container),
    role: facts?.role ?? files?.page?.role ?? instance.role,
    epoch: facts?.epoch ?? files?.page?.epoch ?? 0,
    health,
    because,
    restarts: facts?.restarts ?? 0,
    appliedHash: facts?.appliedHash ?? null,
    wantedHash: wantedHash(instance, release, files),
    serverVersion: facts?.serverVersion ?? null,
    startedAt: facts?.startedAt ?? null,
    connections: facts?.connections ?? 0,
    memoryBytes: 0,
    access: facts?.access ?? null,
  }
}

interface Judged {
  readonly health: Health
  readonly because: string
}

interface Evidence {
  readonly manager: SeenManager | undefined
  readonly at: number
}

function judge(instance: DesiredInstance, container: SeenContainer, { manager, at }: Evidence): Judged {
  if (container.state === 'created') return { health: 'stopped', because: 'its container was made and has not started' }
  if (container.state === 'exited') return judgeExit(instance, container)
  const facts: ManagerObservation | null | undefined = manager?.facts
  if (facts) return { health: facts.health, because: facts.because }
  const silentMs = at - (manager?.silentSince ?? at)
  return silentMs > stuckAfterMs
    ? { health: 'stuck', because: `its instance manager has been silent for more than ${stuckAfterMs / 1000} s` }
    : { health: 'starting', because: 'its instance manager has not answered yet' }
}

function judgeExit(instance: DesiredInstance, { exitCode }: SeenContainer): Judged {
  if (instance.power === 'stopped') return { health: 'stopped', because: 'it was stopped as wanted' }
  const held = exitCode !== null && exitCode === findEngine(instance.engine)?.volumeHeldExitCode
  // A sentence that stays the same for as long as the fact does: Docker's own counts the seconds.
  const because = exitCode === null ? 'its container is down' : `its container exited with status ${exitCode}`
  return { health: 'crashed', because: held ? 'another process holds its volume' : because }
}

function stray(container: SeenContainer): ObservedInstance[] {
  const instanceId = InstanceId.safeParse(container.instanceId)
  const databaseId = DatabaseId.safeParse(container.databaseId)
  if (!instanceId.success || !databaseId.success) return []
  return [
    {
      instanceId: instanceId.data,
      databaseId: databaseId.data,
      releaseId: readRelease(container),
      role: 'primary',
      epoch: 0,
      health: container.state === 'running' ? 'running' : 'stopped',
      because: 'no page names it; it is being removed',
      restarts: 0,
      appliedHash: null,
      wantedHash: null,
      serverVersion: null,
      startedAt: null,
      connections: 0,
      memoryBytes: 0,
      access: null,
    },
  ]
}

function readRelease(container: SeenContainer): ReleaseId | null {
  const release = ReleaseId.safeParse(container.releaseId)
  return release.success ? release.data : null
}
