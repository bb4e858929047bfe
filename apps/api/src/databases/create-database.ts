import { catalogue, defaultEngine, type EngineDescriptor } from '@holdfast/engine'
import type { ConnectionView, DatabaseView } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { findSize, maxStorageBytes, minStorageBytes, type Size, sizes } from '@holdfast/shared/engines/sizes'
import { type DatabaseId, type HostId, newId, type OrganizationId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { formatBytes } from '@holdfast/shared/units'
import { listHostAccounts, lockPlacement, turnPage } from '../hosts/host-store.ts'
import { hostRoom } from '../hosts/placement.ts'
import { organizationOf } from '../people/caller.ts'
import type { ReleaseRecord } from '../releases/release-record.ts'
import { findRelease, listVersions } from '../releases/release-store.ts'
import { type Asked, actorOf } from './asked.ts'
import { connectionFor } from './connection-of.ts'
import type { DatabaseRecord, Durability, LoginRecord, PoolerLoginRecord, Ports } from './database-record.ts'
import { isNameTaken, listTakenPorts, lockLimits, saveNewDatabase, usedBy } from './database-store.ts'
import { choosePorts } from './endpoint-ports.ts'
import { makeLogins } from './logins.ts'
import { placeDatabase, type Wish } from './place-database.ts'
import { makePoolerLogin } from './pooler-login.ts'
import { demandQuota } from './quota.ts'
import { publishedView } from './show-databases.ts'

export interface CreateWish {
  readonly name: string
  readonly engine?: string | undefined
  readonly version?: string | undefined
  readonly size: string
  readonly storageBytes: number
  readonly standbys: number
  readonly durability?: Durability | undefined
  readonly region?: string | undefined
  readonly allowedNetworks: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

/** A wish whose every choice exists. */
interface Chosen {
  readonly engine: EngineDescriptor
  readonly release: ReleaseRecord
  readonly version: string
  readonly size: Size
}

/** Released ports are given to nobody else for a day, so that an old string does not reach a stranger's database. */
const portRestMs = 24 * 3600 * 1000

/**
 * Decides everything about a new database in one transaction: choices, quota, name, place, ports and logins. What is decided is promised
 * by its rows, so two creates at once neither exceed a quota nor promise a host twice; the operation only waits for the host.
 */
export async function createDatabase(
  asked: Asked,
  wish: CreateWish,
): Promise<{ database: DatabaseView; operation: OperationView; connection: ConnectionView }> {
  const { tx, caller, parts } = asked
  const organizationId = organizationOf(caller)
  const chosen = await choose(asked, wish)
  const id = newId('db')
  const names = chosen.engine.names(wish.name).logins
  const logins = await makeLogins(tx, parts.secrets, { organizationId, databaseId: id, names })
  const owner = { organizationId, databaseId: id }
  const pooler = chosen.engine.pooler ? await makePoolerLogin(tx, parts.secrets, owner) : null

  await demandAllowance(asked, { organizationId, wish, size: chosen.size })
  const hostId = await choosePlace(asked, wishOf(wish, chosen.size))
  const now = parts.clock.now()
  const ports = choosePorts(parts.ports, await listTakenPorts(tx, new Date(now.getTime() - portRestMs)))
  const database = newRecord({ id, organizationId, hostId, now, wish, chosen, ports, logins, pooler })
  await saveNewDatabase(tx, database)
  const generation = await turnPage(tx, hostId)
  const operation = await parts.startOperation(tx, {
    kind: 'create-database',
    databaseId: id,
    organizationId,
    name: wish.name,
    hostId,
    generation,
    startedBy: actorOf(caller),
  })
  return {
    database: await publishedView(asked, database),
    operation,
    connection: await connectionFor(asked, database),
  }
}

interface Decided {
  readonly id: DatabaseId
  readonly organizationId: OrganizationId
  readonly hostId: HostId
  readonly now: Date
  readonly wish: CreateWish
  readonly chosen: Chosen
  readonly ports: Ports
  readonly logins: readonly LoginRecord[]
  readonly pooler: PoolerLoginRecord | null
}

function newRecord({ id, organizationId, hostId, now, wish, chosen, ports, logins, pooler }: Decided): DatabaseRecord {
  const names = chosen.engine.names(wish.name)
  const volumeId = newId('vo')
  const { name, size, storageBytes, standbys, labels, allowedNetworks } = wish
  return {
    ...{ id, organizationId, name, size, storageBytes, standbys, labels, allowedNetworks, logins, pooler },
    engine: chosen.engine.family,
    version: chosen.version,
    releaseId: chosen.release.id,
    durability: wish.durability ?? 'async',
    region: wish.region ?? null,
    isProtected: false,
    databaseName: names.database,
    ownerRole: names.ownerRole,
    epoch: 1,
    life: 'creating',
    revision: 1,
    createdAt: now,
    deletedAt: null,
    recoverableUntil: null,
    volumes: [{ id: volumeId, hostId, sizeBytes: storageBytes, format: 'image-ext4', state: 'present' }],
    instances: [{ id: newId('in'), hostId, volumeId, role: 'primary', power: 'running', restarts: 0 }],
    endpoint: ports,
  }
}

/** Every choice must exist, and must be carried out as asked or not at all. */
async function choose({ tx }: Asked, wish: CreateWish): Promise<Chosen> {
  const engine = wish.engine === undefined ? defaultEngine : catalogue.find((it) => it.family === wish.engine)
  if (!engine)
    throw unknownChoice(
      'engine',
      wish.engine ?? '',
      catalogue.map((it) => it.family),
    )
  const size = findSize(wish.size)
  if (!size)
    throw unknownChoice(
      'size',
      wish.size,
      sizes.map((it) => it.name),
    )
  demandStorage(wish.storageBytes)
  if (wish.standbys > 0) throw new Problem('not-available-yet', { what: `A database with ${wish.standbys} standbys` })
  if (wish.durability && wish.durability !== 'async')
    throw new Problem('not-available-yet', { what: `Durability "${wish.durability}", which needs standbys,` })
  const version = wish.version ?? engine.defaultVersion
  const release = engine.versions.includes(version) ? await findRelease(tx, engine.family, version) : undefined
  if (!release) throw unknownChoice('version', version, await listVersions(tx, engine))
  return { engine, release, version, size }
}

const unknownChoice = (what: string, given: string, choices: readonly string[]) =>
  new Problem('unknown-choice', { what, given, choices: [...choices] }, [
    { pointer: `/${what}`, code: 'unknown_choice', detail: `must be one of: ${choices.join(', ')}` },
  ])

function demandStorage(storageBytes: number): void {
  if (storageBytes >= minStorageBytes && storageBytes <= maxStorageBytes) return
  const detail = `must lie between ${formatBytes(minStorageBytes)} and ${formatBytes(maxStorageBytes)}`
  throw new Problem('invalid-input', { fields: ['storageBytes'] }, [
    { pointer: '/storageBytes', code: 'out_of_range', detail },
  ])
}

interface Allowance {
  readonly organizationId: OrganizationId
  readonly wish: CreateWish
  readonly size: Size
}

/** Name and quota, judged under the lock of the organization's row. */
async function demandAllowance({ tx }: Asked, { organizationId, wish, size }: Allowance): Promise<void> {
  const limit = await lockLimits(tx, organizationId)
  if (!limit) throw new Problem('not-found', { subject: 'the organization' })
  if (await isNameTaken(tx, organizationId, wish.name)) throw new Problem('name-taken', { name: wish.name })
  const { cpus, memoryBytes, connectionLimit: connections } = size
  const asked = { databases: 1, cpus, memoryBytes, storageBytes: wish.storageBytes, connections }
  demandQuota({ limit, used: await usedBy(tx, organizationId), asked })
}

const wishOf = ({ storageBytes, region }: CreateWish, { cpus, memoryBytes }: Size): Wish => ({
  cpus,
  memoryBytes,
  storageBytes,
  demands: region === undefined ? {} : { region },
  presentOn: [],
})

/** The host for it, under the placement lock. Throws `no-host-fits` with every host's reason. */
async function choosePlace({ tx, parts }: Asked, wish: Wish) {
  await lockPlacement(tx)
  const accounts = await listHostAccounts(tx)
  const placement = placeDatabase(
    accounts.map((account) => hostRoom(account, parts.presence)),
    wish,
  )
  if (placement.hostId === null)
    throw new Problem('no-host-fits', { hosts: placement.refusals.map((it) => ({ ...it })) })
  return placement.hostId
}
