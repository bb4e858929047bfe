import { findEngine } from '@holdfast/engine'
import type { AccessRole, DesiredHost, DesiredInstance, DesiredVolume } from '@holdfast/shared/state/desired'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { instancePageHash } from '@holdfast/shared/state/instance-page-hash'
import type { SeenContainer } from '../docker/containers.ts'
import { specHash } from '../docker/spec-hash.ts'
import { missingName } from './certificate-names.ts'
import type { Observation, SeenFiles, SeenRelease } from './observation.ts'
import type { Step } from './step.ts'
import { isToGrow } from './volume-growth.ts'
import { containerName, networkName, wantedContainer, wantedPage } from './wanted-instance.ts'

interface Scene {
  readonly instance: DesiredInstance
  readonly volume: DesiredVolume
  readonly release: SeenRelease
  readonly container: SeenContainer | undefined
  readonly files: SeenFiles | undefined
  readonly seen: Observation
}

/** Steps for one instance of the page. None when something it needs is missing: `findObstacles` says what. */
export function planInstance(instance: DesiredInstance, desired: DesiredHost, seen: Observation): Step[] {
  const container = seen.containers.find((it) => it.instanceId === instance.instanceId)
  if (instance.power === 'stopped') return stopIfRunning(instance, container)
  const volume = desired.volumes.find((it) => it.volumeId === instance.volumeId)
  const release = seen.releases.find((it) => it.releaseId === instance.releaseId)
  if (volume?.state !== 'present' || release?.state !== 'ready') return []
  if (isLost(volume.volumeId, seen)) return []
  const files = seen.files.find((it) => it.instanceId === instance.instanceId)
  const scene = { instance, volume, release, container, files, seen }
  return [...prepare(scene), ...bringUp(scene)]
}

/** A volume that was made here and is gone: making it anew would look like an empty database. */
export const isLost = (volumeId: string, seen: Observation): boolean =>
  seen.volumesMade.includes(volumeId) && !seen.volumes.some((it) => it.volumeId === volumeId)

function stopIfRunning({ instanceId, databaseId }: DesiredInstance, container: SeenContainer | undefined): Step[] {
  if (container?.state !== 'running') return []
  const { containerId } = container
  const because = 'it should be stopped'
  return [{ do: 'stop-container', lane: databaseId, subject: instanceId, containerId, because }]
}

/** What must be there before the container can start. */
function prepare(scene: Scene): Step[] {
  const { instance, volume, release, files, seen } = scene
  const { databaseId, instanceId } = instance
  const lane = databaseId
  const steps: Step[] = []
  const { volumeId } = volume
  const there = seen.volumes.find((it) => it.volumeId === volumeId)
  const aboutVolume = { lane, subject: volumeId, volumeId }
  if (!there) {
    const { sizeBytes, format } = volume
    steps.push({ do: 'create-volume', ...aboutVolume, sizeBytes, format, because: 'the volume is not there' })
  } else if (isToGrow(there, volume.sizeBytes) && !there.mounted) steps.push(growth(scene, null))
  else if (!there.mounted) steps.push({ do: 'open-volume', ...aboutVolume, because: 'the volume is not mounted' })
  if (!seen.networks.some((it) => it.databaseId === databaseId)) {
    const name = networkName(seen.installation, databaseId)
    steps.push({ do: 'make-network', lane, subject: databaseId, databaseId, name, because: 'it has no network' })
  }
  // What an unmounted volume holds is seen in the next round.
  if (there && !there.mounted) return steps
  const because = whyNewPage(instance, release, { files, at: seen.at })
  if (because === undefined) return steps
  const credentials = neededCredentials(instance, files, seen.at)
  if (credentials)
    steps.push({ do: 'collect-credentials', lane, subject: instanceId, instance, ...credentials, because })
  return [...steps, { do: 'write-instance-page', lane, subject: instanceId, instance, release, because }]
}

interface FilesAtTime {
  readonly files: SeenFiles | undefined
  readonly at: number
}

function whyNewPage(instance: DesiredInstance, release: SeenRelease, { files, at }: FilesAtTime): string | undefined {
  if (!files?.page || !files.certificate) return 'its page is not written yet'
  const certificate = whyNewCertificate(instance, files, at)
  if (certificate) return certificate
  const wanted = wantedPage(instance, release, files.certificate.hash)
  return wanted && instancePageHash(wanted) !== instancePageHash(files.page) ? 'its page has changed' : undefined
}

function whyNewCertificate(instance: DesiredInstance, files: SeenFiles | undefined, at: number): string | undefined {
  const certificate = files?.certificate
  if (!certificate) return 'it has no certificate yet'
  const missing = missingName(instance.serverNames, certificate.names)
  if (missing !== undefined) return `its certificate does not carry ${missing}`
  return certificate.renewAt < at ? 'two thirds of its certificate’s life are over' : undefined
}

function neededCredentials(instance: DesiredInstance, files: SeenFiles | undefined, at: number) {
  const written = writtenVersions(files?.page)
  const logins = [...instance.logins, ...presentLogins(instance.access?.roles)]
  const wanted = Object.fromEntries(logins.map(({ name, verifier }) => [name, verifier]))
  if (instance.pooler) wanted[instance.pooler.login] = instance.pooler.verifier
  const names = new Set([...Object.keys(written), ...Object.keys(wanted)])
  const changed = [...names].some((name) => written[name] !== wanted[name]?.version)
  const certificate = whyNewCertificate(instance, files, at) !== undefined
  return changed || certificate ? { verifiers: changed || !files?.page ? wanted : {}, certificate } : undefined
}

/** A role that goes needs no verifiers any more. */
const presentLogins = (roles: readonly AccessRole[] = []) =>
  roles.filter((role) => role.state === 'present').flatMap((role) => role.logins)

function writtenVersions(page: InstancePage | null | undefined): InstancePage['logins'] {
  const pooler = page?.pooler
  const present = page?.access?.roles.filter((role) => role.state === 'present') ?? []
  const further = present.flatMap((role) => Object.entries(role.logins))
  return { ...page?.logins, ...Object.fromEntries(further), ...(pooler ? { [pooler.login]: pooler.version } : {}) }
}

/** Growth of the volume, with the container that runs on it. */
const growth = ({ instance, volume }: Scene, containerId: string | null): Step => ({
  do: 'grow-volume',
  lane: instance.databaseId,
  subject: volume.volumeId,
  volumeId: volume.volumeId,
  sizeBytes: volume.sizeBytes,
  containerId,
  instance,
  because: 'the volume should be larger',
})

/** The container itself, and the order to apply a page that is written. */
function bringUp(scene: Scene): Step[] {
  const { instance, volume, release, container, files, seen } = scene
  const { instanceId, databaseId } = instance
  const at = { lane: databaseId, subject: instanceId }
  const name = containerName(seen.installation, instanceId)
  const spec = wantedContainer(instance, release, seen)
  if (!spec) return []
  const there = seen.volumes.find((it) => it.volumeId === volume.volumeId)
  if (there?.mounted && isToGrow(there, volume.sizeBytes)) {
    if (container?.state !== 'running') return [growth(scene, null)]
    // The gateway holds clients first; they would only hear that the engine stops.
    const door = seen.gateway?.endpoints.find((it) => it.databaseId === databaseId)
    return door?.state === 'open' ? [] : [growth(scene, container.containerId)]
  }
  const start = (because: string, which = name): Step => ({ do: 'start-container', ...at, container: which, because })
  const create = (because: string): Step => ({ do: 'create-container', ...at, instance, release, because })
  if (!container) return [create('it has no container'), start('it should run')]
  if (container.specHash !== specHash(spec)) {
    const because = 'its container was made for another release or size'
    const { containerId } = container
    const stop: Step[] = container.state === 'running' ? [{ do: 'stop-container', ...at, containerId, because }] : []
    return [...stop, { do: 'remove-container', ...at, containerId, because }, create(because), start(because)]
  }
  if (container.state !== 'running') return [start(whyDown(instance, container), container.containerId)]
  return applyIfBehind({ instance, release, files, seen })
}

function whyDown(instance: DesiredInstance, { state, status, exitCode }: SeenContainer): string {
  if (state === 'created') return 'it should run'
  const held = exitCode !== null && exitCode === findEngine(instance.engine)?.volumeHeldExitCode
  return held ? 'another process held its volume' : `it should run, and Docker says: ${status}`
}

function applyIfBehind({ instance, release, files, seen }: Omit<Scene, 'container' | 'volume'>): Step[] {
  const { instanceId, databaseId } = instance
  const facts = seen.managers.find((it) => it.instanceId === instanceId)?.facts
  // While it starts it reads the page by itself.
  if (!facts || facts.health === 'starting' || facts.health === 'recovering') return []
  const pageHash = wantedHash(instance, release, files)
  if (pageHash !== null && facts.appliedHash === pageHash) return []
  const because = 'its instance manager has not applied the newest page'
  const at = { lane: databaseId, subject: instanceId, because }
  const isRestart = facts.restarts < instance.restarts
  return [{ do: 'apply-page', ...at, instance, isRestart, pageHash: pageHash ?? '' }]
}

/** Hash of the page that belongs to the wish, as far as it can be told before a certificate is there. */
export function wantedHash(
  instance: DesiredInstance,
  release: SeenRelease | undefined,
  files: SeenFiles | undefined,
): string | null {
  if (!files?.certificate || !release) return null
  // The page that belongs to the wish names a certificate that is still to come.
  if (missingName(instance.serverNames, files.certificate.names) !== undefined) return null
  const page = wantedPage(instance, release, files.certificate.hash)
  return page ? instancePageHash(page) : null
}
