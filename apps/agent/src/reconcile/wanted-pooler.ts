import { createHash } from 'node:crypto'
import { type ContainerSpec, findEngine, type PoolerDescriptor } from '@holdfast/engine'
import { findSize } from '@holdfast/shared/engines/sizes'
import { bareId } from '@holdfast/shared/ids'
import type { DesiredInstance, DesiredPooler } from '@holdfast/shared/state/desired'
import { poolerLabels } from '../docker/labels.ts'
import { canonicalJson } from '../docker/spec-hash.ts'
import { hostPaths } from '../paths.ts'
import type { SeenRelease } from './observation.ts'

export const poolerName = (installation: string, databaseId: string): string =>
  `${installation}-pooler-${bareId(databaseId)}`

/** The name by which the instance is found in its database's network; its certificate carries it. */
export const instanceAlias = (databaseId: string): string => bareId(databaseId)

export interface WantedPooler {
  readonly descriptor: PoolerDescriptor
  readonly login: DesiredPooler
}

/** The pooler that belongs to an instance; undefined where its family has none, or the page names none. */
export function wantedPooler({ engine, pooler: login }: DesiredInstance): WantedPooler | undefined {
  const descriptor = findEngine(engine)?.pooler
  return descriptor && login && login.login === descriptor.login ? { descriptor, login } : undefined
}

interface Surroundings {
  readonly installation: string
  readonly home: string
}

export function wantedPoolerContainer(
  { databaseId, releaseId }: DesiredInstance,
  { release, descriptor }: { release: SeenRelease; descriptor: PoolerDescriptor },
  around: Surroundings,
): ContainerSpec {
  const paths = hostPaths(around.home)
  return descriptor.container({
    image: release.imageId,
    configurationPath: paths.pooler(databaseId),
    controlPath: paths.poolerControl(databaseId),
    labels: poolerLabels(around.installation, { databaseId, releaseId }),
  })
}

/** The texts that a pooler reads. */
export function wantedPoolerFiles(instance: DesiredInstance, password: string): Readonly<Record<string, string>> {
  const engine = findEngine(instance.engine)
  const size = findSize(instance.size)
  if (!engine?.pooler || !size) throw new Error(`this agent cannot pool ${instance.engine} ${instance.size}`)
  return engine.pooler.files({
    instanceHost: instanceAlias(instance.databaseId),
    instancePort: engine.port,
    connectionLimit: size.connectionLimit,
    memoryBytes: size.memoryBytes,
    password,
  })
}

/** What the files say, with the password's name in its place, and with which certificate: written last, once the pooler has read them. */
export function poolerStamp(instance: DesiredInstance, login: DesiredPooler, certificateHash: string): string {
  const files = wantedPoolerFiles(instance, canonicalJson(login.password))
  return createHash('sha256').update(canonicalJson({ files, certificateHash })).digest('hex')
}
