import { Problem } from '@holdfast/shared/problems/problem'
import type { Actor } from '../audit/record-audit.ts'
import { type Caller, organizationOf } from '../people/caller.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Change, DatabaseParts } from './database-parts.ts'
import type { DatabaseRecord } from './database-record.ts'
import { findDatabase, findDatabaseOf, lockDatabase } from './database-store.ts'

/** What every function of this folder is given: the transaction, who asks, and the parts of the house. */
export interface Asked {
  readonly tx: Tx
  readonly caller: Caller
  readonly parts: DatabaseParts
}

export const actorOf = ({ kind, id, name }: Caller): Actor => ({ kind, id, name })

/** The database that the caller means. Throws `not-found` for one of another organization as for one that never was. */
export async function findAsked({ tx, caller }: Asked, database: string): Promise<DatabaseRecord> {
  const found = await findDatabaseOf(tx, organizationOf(caller), database)
  if (!found) throw unknownDatabase(database)
  return found
}

export const unknownDatabase = (database: string): Problem =>
  new Problem('not-found', { subject: `database "${database.slice(0, 80)}"` })

/**
 * The database, locked until the transaction ends, at the revision the caller has read.
 * Throws `not-found`, `database-deleted` or `version-conflict`.
 */
export async function lockForChange(asked: Asked, { database, ifMatch }: Change): Promise<DatabaseRecord> {
  const { id } = await findAsked(asked, database)
  await lockDatabase(asked.tx, id)
  const locked = await findDatabase(asked.tx, id)
  if (!locked) throw new Problem('not-found', { subject: `database "${database}"` })
  demandLiving(locked)
  if (ifMatch !== '*' && ifMatch !== locked.revision)
    throw new Problem('version-conflict', { given: String(ifMatch), current: String(locked.revision) })
  return locked
}

/** The database as this transaction has left it. */
export async function readAgain({ tx }: Asked, { id }: DatabaseRecord): Promise<DatabaseRecord> {
  const database = await findDatabase(tx, id)
  if (!database) throw new Error(`database ${id} vanished inside a transaction`)
  return database
}

/** Throws `database-deleted` for one that is deleted or gone. */
export function demandLiving({ life, name, recoverableUntil }: DatabaseRecord): void {
  if (life !== 'deleted' && life !== 'erased') return
  const until = life === 'deleted' ? (recoverableUntil?.toISOString() ?? null) : null
  throw new Problem('database-deleted', { name, recoverableUntil: until })
}
