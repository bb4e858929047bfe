import type { ConnectionView, DatabaseView, ResizePlan } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { DatabaseId } from '@holdfast/shared/ids'
import type { Caller } from '../people/caller.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import { readTogether } from '../platform/read-together.ts'
import { findAsked } from './asked.ts'
import { changeDatabase, protectDatabase } from './change-database.ts'
import { connectionOf, revealConnection } from './connection-of.ts'
import { type CreateWish, createDatabase } from './create-database.ts'
import type { Change, Changed, DatabaseParts, DatabaseWish } from './database-parts.ts'
import { deleteDatabase, restartDatabase, undeleteDatabase } from './end-and-return.ts'
import { growDatabase, planGrowth } from './grow-database.ts'
import { openPageMemory } from './page-memory.ts'
import { findSeenByIds } from './seen-store.ts'
import { type ListQuery, listDatabases, publishDatabase, type Reading, showDatabase } from './show-databases.ts'

/** What people and programs can do with databases: the functions that routes call, each inside the route's transaction. */
export interface Databases {
  create(
    tx: Tx,
    caller: Caller,
    wish: CreateWish,
  ): Promise<{ database: DatabaseView; operation: OperationView; connection: ConnectionView }>
  list(store: Database, caller: Caller, query: ListQuery): Promise<{ items: DatabaseView[]; nextCursor: string | null }>
  /** `database` is an id or a name, here and below. */
  show(store: Database, caller: Caller, database: string): Promise<DatabaseView>
  /** What a change of this transaction is about. */
  find(tx: Tx, caller: Caller, database: string): Promise<{ readonly id: DatabaseId; readonly name: string }>
  connection(tx: Tx, caller: Caller, database: string): Promise<ConnectionView>
  reveal(tx: Tx, caller: Caller, database: string): Promise<ConnectionView & { password: string }>
  change(tx: Tx, caller: Caller, change: Change & { wish: DatabaseWish }): Promise<DatabaseView>
  protect(tx: Tx, caller: Caller, change: Change & { isProtected: boolean }): Promise<DatabaseView>
  restart(tx: Tx, caller: Caller, change: Change): Promise<Changed>
  resize(tx: Tx, caller: Caller, change: Change & { storageBytes: number }): Promise<Changed>
  planResize(tx: Tx, caller: Caller, wish: { database: string; storageBytes: number }): Promise<ResizePlan>
  remove(tx: Tx, caller: Caller, change: Change): Promise<Changed>
  undelete(tx: Tx, caller: Caller, database: string): Promise<Changed>
  /** Puts the present view into the event stream, in the transaction of whatever changed it. */
  publish(tx: Tx, ids: readonly DatabaseId[]): Promise<void>
}

export function openDatabases(parts: DatabaseParts): Databases {
  const read = openReading(parts)
  return {
    create: (tx, caller, wish) => createDatabase({ tx, caller, parts }, wish),
    list: (store, caller, query) => listDatabases(read(store, caller), query),
    show: (store, caller, database) => showDatabase(read(store, caller), database),
    find: (tx, caller, database) => findAsked({ tx, caller, parts }, database),
    connection: (tx, caller, database) => connectionOf({ tx, caller, parts }, database),
    reveal: (tx, caller, database) => revealConnection({ tx, caller, parts }, database),
    change: (tx, caller, change) => changeDatabase({ tx, caller, parts }, change),
    protect: (tx, caller, change) => protectDatabase({ tx, caller, parts }, change),
    restart: (tx, caller, change) => restartDatabase({ tx, caller, parts }, change),
    resize: (tx, caller, change) => growDatabase({ tx, caller, parts }, change),
    planResize: (tx, caller, wish) => planGrowth({ tx, caller, parts }, wish),
    remove: (tx, caller, change) => deleteDatabase({ tx, caller, parts }, change),
    undelete: (tx, caller, database) => undeleteDatabase({ tx, caller, parts }, database),
    publish: (tx, ids) => publishDatabase({ tx, parts }, ids),
  }
}

/** Hosts' pages that were read are remembered, and reads of single databases that come at once are one statement. */
function openReading(parts: DatabaseParts): (store: Database, caller: Caller) => Reading {
  const pages = openPageMemory()
  const finders = new WeakMap<Database, Reading['findById']>()
  return (store, caller) => {
    const findById = finders.get(store) ?? readTogether((asked) => findSeenByIds(store, asked))
    finders.set(store, findById)
    return { store, caller, parts, pages, findById }
  }
}
