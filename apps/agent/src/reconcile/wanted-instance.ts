import { type ContainerSpec, findEngine } from '@holdfast/engine'
import { findSize } from '@holdfast/shared/engines/sizes'
import { bareId } from '@holdfast/shared/ids'
import type { DesiredAccess, DesiredInstance, DesiredLogin } from '@holdfast/shared/state/desired'
import type { InstancePage, PageAccess } from '@holdfast/shared/state/instance-page'
import { instanceLabels } from '../docker/labels.ts'
import { hostPaths } from '../paths.ts'
import type { SeenRelease } from './observation.ts'

export const containerName = (installation: string, instanceId: string): string =>
  `${installation}-${bareId(instanceId)}`

export const networkName = (installation: string, databaseId: string): string => `${installation}-${bareId(databaseId)}`

interface Surroundings {
  readonly installation: string
  readonly home: string
}

/** The container an instance should run in, built here from family, size and signed release; undefined when one is unknown to this agent. */
export function wantedContainer(
  instance: DesiredInstance,
  release: SeenRelease,
  around: Surroundings,
): ContainerSpec | undefined {
  const size = findSize(instance.size)
  const engine = findEngine(instance.engine)
  if (!size || !engine || release.engine !== instance.engine) return undefined
  const paths = hostPaths(around.home)
  return engine.container({
    image: release.imageId,
    cpus: size.cpus,
    memoryBytes: size.memoryBytes,
    volumePath: paths.volume(instance.volumeId),
    controlPath: paths.control(instance.instanceId),
    labels: instanceLabels(around.installation, instance),
  })
}

const versions = (logins: readonly DesiredLogin[]): InstancePage['logins'] =>
  Object.fromEntries(logins.map(({ name, verifier }) => [name, verifier.version]))

const pageAccess = (access: DesiredAccess): PageAccess => ({
  ...access,
  roles: access.roles.map((role) => ({ ...role, logins: versions(role.logins) })),
})

/** The page its instance manager should have applied. */
export function wantedPage(
  instance: DesiredInstance,
  release: SeenRelease,
  certificateHash: string,
): InstancePage | undefined {
  const size = findSize(instance.size)
  if (!size) return undefined
  return {
    v: 1,
    instanceId: instance.instanceId,
    databaseId: instance.databaseId,
    engine: instance.engine,
    version: release.version,
    role: instance.role,
    epoch: instance.epoch,
    cpus: size.cpus,
    memoryBytes: size.memoryBytes,
    storageBytes: instance.storageBytes,
    connectionLimit: size.connectionLimit,
    restarts: instance.restarts,
    databaseName: instance.databaseName,
    ownerRole: instance.ownerRole,
    logins: versions(instance.logins),
    ...(instance.pooler ? { pooler: { login: instance.pooler.login, version: instance.pooler.verifier.version } } : {}),
    ...(instance.access ? { access: pageAccess(instance.access) } : {}),
    certificateHash,
    settings: instance.settings,
  }
}
