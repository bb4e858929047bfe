import type { DesiredHost } from '@holdfast/shared/state/desired'
import type { Observation } from './observation.ts'
import { planGateway } from './plan-gateway.ts'
import { planInstance } from './plan-instance.ts'
import { interruptedDatabases, isLed, planKernel } from './plan-kernel.ts'
import { planPoolers } from './plan-pooler.ts'
import type { Step } from './step.ts'

/**
 * What is to be done so that the host becomes what its page says. Pure: no clock, no chance, nothing but its arguments.
 * Only what the page names, and containers and networks with this installation's labels, are ever touched.
 * A volume goes only when the page calls it erased.
 */
export function plan(desired: DesiredHost, seen: Observation): Step[] {
  return [
    ...planGuard(desired, seen),
    ...fetchImages(seen),
    ...holdFirst(desired, seen),
    ...removeStrays(desired, seen),
    ...removeControlFolders(desired, seen),
    ...tidyVolumes(desired, seen),
    ...removeNetworks(desired, seen),
    ...planPoolers(desired, seen),
    ...raiseGateway(desired, seen),
    ...planGateway(desired, seen),
    ...planKernel(desired, seen),
  ]
}

/** What ends sessions of an instance waits until the kernel leads nobody new to it: whoever comes meanwhile is held by the gateway. */
function holdFirst(desired: DesiredHost, seen: Observation): Step[] {
  const interrupted = interruptedDatabases(desired, seen)
  return desired.instances
    .filter(({ databaseId }) => !(interrupted.has(databaseId) && isLed(databaseId, desired, seen)))
    .flatMap((instance) => planInstance(instance, desired, seen))
}

function planGuard({ hostId: subject }: DesiredHost, { isGuarded }: Observation): Step[] {
  const because = 'nothing keeps tenants’ containers from connecting to this host'
  return isGuarded ? [] : [{ do: 'raise-guard', lane: 'guard', subject, because }]
}

/** Images of releases whose signature is good, and of no others. */
function fetchImages({ releases }: Observation): Step[] {
  return releases
    .filter((it) => it.state === 'image-missing')
    .map(({ releaseId, imageId, engine, version }) => ({
      do: 'fetch-image',
      lane: imageId,
      subject: releaseId,
      imageId,
      because: `the image of ${engine} ${version} is not on this host`,
    }))
}

function raiseGateway({ hostId: subject }: DesiredHost, { gatewayStands }: Observation): Step[] {
  const because = 'the gateway of this host does not run, or is of another program'
  return gatewayStands ? [] : [{ do: 'raise-gateway', lane: 'gateway', subject, because }]
}

function removeStrays(desired: DesiredHost, seen: Observation): Step[] {
  const named = new Set<string>(desired.instances.map((it) => it.instanceId))
  return seen.containers
    .filter((it) => !named.has(it.instanceId))
    .flatMap(({ containerId, databaseId, instanceId, state }): Step[] => {
      const at = { lane: databaseId, subject: instanceId, containerId }
      const because = 'no page names this instance any more'
      const remove: Step = { do: 'remove-container', ...at, because }
      return state === 'running' ? [{ do: 'stop-container', ...at, because }, remove] : [remove]
    })
}

function removeControlFolders(desired: DesiredHost, seen: Observation): Step[] {
  const used = new Set<string>([...desired.instances, ...seen.containers].map((it) => it.instanceId))
  const because = 'its instance is not on this host any more'
  return seen.controlFolders
    .filter((instanceId) => !used.has(instanceId))
    .map((instanceId) => ({
      do: 'remove-control-folder',
      lane: instanceId,
      subject: instanceId,
      instanceId,
      because,
    }))
}

function tidyVolumes(desired: DesiredHost, seen: Observation): Step[] {
  const used = new Set<string>(desired.instances.map((it) => it.volumeId))
  return desired.volumes.flatMap(({ volumeId, databaseId, state }): Step[] => {
    const volume = seen.volumes.find((it) => it.volumeId === volumeId)
    if (!volume || used.has(volumeId)) return []
    const at = { lane: databaseId, subject: volumeId, volumeId }
    const close: Step[] =
      volume.mounted && volume.format !== 'directory'
        ? [{ do: 'close-volume', ...at, because: 'no instance uses the volume' }]
        : []
    return state === 'erased'
      ? [...close, { do: 'erase-volume', ...at, because: 'the page says that it is erased' }]
      : close
  })
}

function removeNetworks(desired: DesiredHost, seen: Observation): Step[] {
  const needed = new Set<string>([...desired.instances, ...seen.poolers].map((it) => it.databaseId))
  return seen.networks
    .filter((it) => !needed.has(it.databaseId))
    .map(({ name, databaseId }) => ({
      do: 'remove-network',
      lane: databaseId,
      subject: databaseId,
      name,
      because: 'no instance of its database is on this host',
    }))
}
