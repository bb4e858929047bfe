import { findEngine } from '@holdfast/engine'
import { findSize } from '@holdfast/shared/engines/sizes'
import type { Condition } from '@holdfast/shared/state/conditions'
import type { DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import type { DiskRung } from '@holdfast/shared/state/observed'
import { formatBytes } from '@holdfast/shared/units'
import type { Observation } from './observation.ts'
import { isLost } from './plan-instance.ts'
import { isBeyondReach } from './volume-growth.ts'

/** Facts about the host that no step can mend: what is missing for an instance, and what its volumes cannot promise. */
export function findObstacles(desired: DesiredHost, seen: Observation): Condition[] {
  return [
    ...spareReleases(desired, seen),
    ...desired.instances.flatMap((instance) => releaseObstacle(instance, seen)),
    ...desired.instances.flatMap((instance) => volumeObstacle(instance, desired, seen)),
    ...weakVolumes(desired, seen),
    ...desired.instances.flatMap((instance) => fullVolume(instance, seen)),
  ]
}

/** Releases that no instance needs yet: while an image of theirs is missing, nothing new should come here. */
function spareReleases({ releases }: DesiredHost, seen: Observation): Condition[] {
  return releases.flatMap(({ releaseId: subject }): Condition[] => {
    const release = seen.releases.find((it) => it.releaseId === subject)
    if (!release || release.state === 'ready') return []
    const { engine, version, because } = release
    if (release.state === 'not-signed') return [{ code: 'release-not-signed', subject, because }]
    return [{ code: 'image-missing', subject, because: `${engine} ${version}: ${because}` }]
  })
}

function releaseObstacle(instance: DesiredInstance, seen: Observation): Condition[] {
  const subject = instance.instanceId
  const release = seen.releases.find((it) => it.releaseId === instance.releaseId)
  if (!release) return [{ code: 'release-not-signed', subject, because: 'the page does not carry its release' }]
  if (release.state === 'image-missing') return [{ code: 'image-missing', subject, because: release.because }]
  if (release.state === 'not-signed') return [{ code: 'release-not-signed', subject, because: release.because }]
  if (!findSize(instance.size))
    return [{ code: 'container-failed', subject, because: `this agent does not know the size ${instance.size}` }]
  return findEngine(instance.engine) && release.engine === instance.engine
    ? []
    : [{ code: 'container-failed', subject, because: `its release is not one of the engine ${instance.engine}` }]
}

function volumeObstacle(instance: DesiredInstance, desired: DesiredHost, seen: Observation): Condition[] {
  const subject = instance.volumeId
  const volume = desired.volumes.find((it) => it.volumeId === instance.volumeId)
  if (volume?.state !== 'present')
    return [{ code: 'volume-failed', subject, because: 'the page names an instance on a volume that it does not keep' }]
  const there = seen.volumes.find((it) => it.volumeId === subject)
  if (there && there.sizeBytes < volume.sizeBytes && isBeyondReach(there, volume.sizeBytes)) {
    const because = `the volume cannot be made larger than ${formatBytes(there.reachBytes ?? 0)} in place; a new volume is needed`
    return [{ code: 'volume-failed', subject, because }]
  }
  if (!isLost(instance.volumeId, seen)) return []
  return [
    {
      code: 'volume-failed',
      subject,
      because: 'the volume was made here and is gone; it is not made anew as if it were empty',
    },
  ]
}

function weakVolumes(desired: DesiredHost, seen: Observation): Condition[] {
  return desired.volumes.flatMap(({ volumeId }): Condition[] => {
    const volume = seen.volumes.find((it) => it.volumeId === volumeId)
    if (!volume) return []
    const open: Condition = {
      code: 'not-encrypted',
      subject: volumeId,
      because: 'this version keeps volumes in the clear',
    }
    if (volume.format !== 'directory') return [open]
    const because = 'the volume is a plain directory: loop devices do not work on this host, or are not wanted'
    return [open, { code: 'size-not-enforced', subject: volumeId, because }]
  })
}

/** Sentences that stay the same while the rung does: what is told at every percent is told too often. */
const rungs: Readonly<Record<DiskRung, Pick<Condition, 'code' | 'because'> | null>> = {
  roomy: null,
  filling: { code: 'disk-filling', because: 'more than 80 % of its disk are in use' },
  'nearly-full': { code: 'disk-nearly-full', because: 'more than 85 % of its disk are in use' },
  tight: {
    code: 'disk-nearly-full',
    because: 'more than 90 % of its disk are in use; at 95 % it becomes read-only',
  },
  'read-only': {
    code: 'disk-full-read-only',
    because:
      'its disk is full: transactions begin read-only and data does not grow. Make its storage larger, or delete (BEGIN READ WRITE; DELETE or TRUNCATE; COMMIT; then VACUUM)',
  },
}

/** How far its instance manager has climbed; nobody knows while it does not answer. */
function fullVolume({ instanceId, volumeId }: DesiredInstance, seen: Observation): Condition[] {
  const rung = seen.managers.find((it) => it.instanceId === instanceId)?.facts?.disk.rung
  const told = rung && rungs[rung]
  return told ? [{ ...told, subject: volumeId }] : []
}
