import { findEngine } from '@holdfast/engine'
import { findSize } from '@holdfast/shared/engines/sizes'
import type { DatabaseId, HostId } from '@holdfast/shared/ids'
import type {
  DesiredEndpoint,
  DesiredHost,
  DesiredInstance,
  DesiredVolume,
  SignedRelease,
} from '@holdfast/shared/state/desired'
import type { DesiredPeer, RouteTicket } from '@holdfast/shared/state/peers'
import type { Task } from '@holdfast/shared/state/tasks'
import type { AccessRecord } from '../access/access-record.ts'
import { desiredAccess } from '../access/desired-access.ts'
import { type DatabaseRecord, type InstanceRecord, isWanted, primaryOf } from '../databases/database-record.ts'
import { type EndpointNaming, serverNames, sharedDoor } from './endpoint-naming.ts'

/** Everything of the books that concerns one host. */
export interface PageRows {
  readonly hostId: HostId
  readonly generation: number
  readonly databases: readonly DatabaseRecord[]
  /** What is wished inside those that are wanted. */
  readonly access: ReadonlyMap<DatabaseId, AccessRecord>
  /** Those in use on this host, and the newest of every engine's version. */
  readonly releases: readonly (SignedRelease & { readonly isNewest: boolean })[]
  readonly tasks: readonly Task[]
  /** Agents of other hosts that this one's speaks with. */
  readonly peers: readonly DesiredPeer[]
  /** Where the primaries of its databases are; they stand on the page as signed tickets. */
  readonly routes: readonly RouteTicket[]
}

/**
 * The page of one host: what it should be. Pure.
 * Instances and endpoints stand there while their database is wanted; a deleted database leaves only its volume, which stays until it is erased.
 */
export function desiredPage(rows: PageRows, naming: EndpointNaming): DesiredHost {
  const wanted = rows.databases.filter(isWanted)
  const isHere = ({ hostId }: { hostId: HostId }) => hostId === rows.hostId
  const instances = wanted.flatMap((database) =>
    database.instances.filter(isHere).map((instance) => desiredInstance(rows, naming, { database, instance })),
  )
  const used = new Set(instances.map((instance) => instance.releaseId))
  return {
    hostId: rows.hostId,
    generation: rows.generation,
    volumes: rows.databases.flatMap((database) =>
      database.volumes.filter(isHere).map((it) => desiredVolume(database, it)),
    ),
    instances,
    endpoints: wanted
      .filter((database) => database.instances.some(isHere))
      .flatMap((database) => desiredEndpoint(database, naming)),
    // The newest of each engine are there before anything needs them: a host is ready when their images are.
    releases: rows.releases.filter((release) => release.isNewest || used.has(release.releaseId)).map(signedOnly),
    tasks: [...rows.tasks],
    ...(rows.peers.length > 0 && { peers: [...rows.peers] }),
  }
}

const signedOnly = ({ releaseId, manifest, signature }: SignedRelease): SignedRelease => ({
  ...{ releaseId, manifest, signature },
})

function desiredVolume({ id }: DatabaseRecord, volume: DatabaseRecord['volumes'][number]): DesiredVolume {
  const { sizeBytes, format, state } = volume
  return { volumeId: volume.id, databaseId: id, sizeBytes, format, state }
}

function desiredInstance(
  { access }: PageRows,
  naming: EndpointNaming,
  { database, instance }: { database: DatabaseRecord; instance: InstanceRecord },
): DesiredInstance {
  const wished = access.get(database.id)
  return {
    instanceId: instance.id,
    databaseId: database.id,
    volumeId: instance.volumeId,
    engine: database.engine,
    releaseId: database.releaseId,
    size: database.size,
    storageBytes: database.storageBytes,
    role: instance.role,
    epoch: database.epoch,
    power: instance.power,
    restarts: instance.restarts,
    databaseName: database.databaseName,
    ownerRole: database.ownerRole,
    logins: database.logins.map(({ name, verifierSecretId, version }) => ({
      name,
      verifier: { secretId: verifierSecretId, version },
    })),
    ...desiredPooler(database),
    ...desiredWithin(database, wished),
    settings: {},
    serverNames: serverNames(database.id, naming),
  }
}

function desiredPooler({ engine, pooler }: DatabaseRecord): Pick<DesiredInstance, 'pooler'> {
  const login = findEngine(engine)?.pooler?.login
  if (!pooler || login === undefined) return {}
  const { passwordSecretId, verifierSecretId, version } = pooler
  const password = { secretId: passwordSecretId, version }
  return { pooler: { login, password, verifier: { secretId: verifierSecretId, version } } }
}

function desiredWithin(
  { engine, databaseName }: DatabaseRecord,
  wished: AccessRecord | undefined,
): Pick<DesiredInstance, 'access'> {
  if (!wished || !findEngine(engine)?.access) return {}
  const access = desiredAccess(wished, databaseName)
  return access ? { access } : {}
}

function desiredEndpoint(database: DatabaseRecord, naming: EndpointNaming): DesiredEndpoint[] {
  if (!database.endpoint) return []
  const shared = sharedDoor(database.id, naming)
  return [
    {
      databaseId: database.id,
      primary: primaryOf(database)?.id ?? null,
      ...database.endpoint,
      ...(shared && { shared }),
      allowedNetworks: [...database.allowedNetworks],
      connectionLimit: findSize(database.size)?.connectionLimit ?? 1,
    },
  ]
}
