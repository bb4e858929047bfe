import { findSize } from '@holdfast/shared/engines/sizes'
import { Problem } from '@holdfast/shared/problems/problem'
import { listHostAccounts, lockPlacement, turnPage } from '../hosts/host-store.ts'
import { roomToReturn } from '../hosts/placement.ts'
import { organizationOf } from '../people/caller.ts'
import type { Tx } from '../platform/database/database.ts'
import { isUniqueViolation } from '../platform/database/violations.ts'
import { type Asked, actorOf, lockForChange, readAgain } from './asked.ts'
import type { Change, Changed, DatabaseOperationKind } from './database-parts.ts'
import { type DatabaseRecord, primaryOf } from './database-record.ts'
import {
  changeDatabaseRow,
  findDatabase,
  findDeletedDatabase,
  isNameTaken,
  lockDatabase,
  lockLimits,
  usedBy,
  wantRestart,
} from './database-store.ts'
import { type HostRoom, placeDatabase } from './place-database.ts'
import { demandQuota } from './quota.ts'
import { publishedView } from './show-databases.ts'

/** A deleted database can be brought back for so long; its volume and its address are kept meanwhile. */
const recoverableMs = 7 * 24 * 3600 * 1000

/** Restarts the engine; the gateway holds new connections meanwhile. Throws `database-busy`. */
export async function restartDatabase(asked: Asked, change: Change): Promise<Changed> {
  const database = await lockForChange(asked, change)
  await changeDatabaseRow(asked.tx, database.id, {})
  await wantRestart(asked.tx, database.id)
  return begin(asked, database, 'restart-database')
}

/** Soft: the instance goes, volume and address stay. Throws `database-protected`, `database-deleted` or `database-busy`. */
export async function deleteDatabase(asked: Asked, change: Change): Promise<Changed> {
  const database = await lockForChange(asked, change)
  if (database.isProtected) throw new Problem('database-protected', { name: database.name })
  const now = asked.parts.clock.now()
  const recoverableUntil = new Date(now.getTime() + recoverableMs)
  await changeDatabaseRow(asked.tx, database.id, { life: 'deleted', deletedAt: now, recoverableUntil })
  return begin(asked, database, 'delete-database')
}

/**
 * Brings a deleted database back with its data and address, where its volume lies.
 * Throws `not-found` when nothing of that name is deleted, `name-taken`, `quota-exceeded`, `database-lost` or `no-host-fits`.
 */
export async function undeleteDatabase(asked: Asked, idOrName: string): Promise<Changed> {
  const { tx, caller } = asked
  const organizationId = organizationOf(caller)
  const limit = await lockLimits(tx, organizationId)
  const found = await findDeletedDatabase(tx, organizationId, idOrName)
  if (found) await lockDatabase(tx, found.id)
  const database = found && (await findDatabase(tx, found.id))
  if (!limit || database?.life !== 'deleted')
    throw new Problem('not-found', { subject: `a deleted database "${idOrName.slice(0, 80)}"` })
  if (await isNameTaken(tx, organizationId, database.name)) throw new Problem('name-taken', { name: database.name })
  const { cpus = 0, memoryBytes = 0, connectionLimit: connections = 0 } = findSize(database.size) ?? {}
  const { storageBytes } = database
  const used = await usedBy(tx, organizationId)
  demandQuota({ limit, used, asked: { databases: 1, cpus, memoryBytes, storageBytes, connections } })
  await demandRoom(asked, database, { cpus, memoryBytes })
  await bringBack(asked, database)
  return begin(asked, database, 'undelete-database')
}

async function bringBack({ tx }: Asked, { id, name }: DatabaseRecord): Promise<void> {
  try {
    await changeDatabaseRow(tx, id, { life: 'present', deletedAt: null, recoverableUntil: null })
  } catch (error) {
    if (isUniqueViolation(error)) throw new Problem('name-taken', { name })
    throw error
  }
}

/** The room on the host that holds it. Throws `database-lost` when an operator removed that host as dead. */
export async function roomsWhereItIs(
  tx: Tx,
  database: DatabaseRecord,
  { presence }: Asked['parts'],
): Promise<HostRoom[]> {
  const accounts = await listHostAccounts(tx, [hostOf(database)])
  if (accounts.length === 0) throw new Problem('database-lost', { name: database.name })
  return accounts.map((account) => roomToReturn(account, presence))
}

/** Its storage is still promised on its host; cpus and memory must be promised anew. */
async function demandRoom(
  { tx, parts }: Asked,
  database: DatabaseRecord,
  { cpus, memoryBytes }: { cpus: number; memoryBytes: number },
): Promise<void> {
  await lockPlacement(tx)
  const rooms = await roomsWhereItIs(tx, database, parts)
  const placement = placeDatabase(rooms, { cpus, memoryBytes, storageBytes: 0, demands: {}, presentOn: [] })
  if (placement.hostId === null)
    throw new Problem('no-host-fits', { hosts: placement.refusals.map((it) => ({ ...it })) })
}

/** Turns the host's page and starts the operation that waits for it. */
export async function begin(asked: Asked, database: DatabaseRecord, kind: DatabaseOperationKind): Promise<Changed> {
  const { tx, parts, caller } = asked
  const { id, organizationId, name } = database
  const hostId = hostOf(database)
  const generation = await turnPage(tx, hostId)
  const startedBy = actorOf(caller)
  const operation = await parts.startOperation(tx, {
    kind,
    databaseId: id,
    organizationId,
    name,
    hostId,
    generation,
    startedBy,
  })
  return { database: await publishedView(asked, await readAgain(asked, database)), operation }
}

function hostOf(database: DatabaseRecord) {
  const hostId = primaryOf(database)?.hostId
  if (!hostId) throw new Error(`database ${database.id} has no primary`)
  return hostId
}
