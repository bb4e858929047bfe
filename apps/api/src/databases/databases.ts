import type { ConnectionView, DatabaseView } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { DatabaseId } from '@holdfast/shared/ids'
import type { Caller } from '../people/caller.ts'
import type { Tx } from '../platform/database/database.ts'
import { changeDatabase, protectDatabase } from './change-database.ts'
import { connectionOf, revealConnection } from './connection-of.ts'
import { type CreateWish, createDatabase } from './create-database.ts'
import type { Change, Changed, DatabaseParts, DatabaseWish } from './database-parts.ts'
import { deleteDatabase, restartDatabase, undeleteDatabase } from './end-and-return.ts'
import { type ListQuery, listDatabases, publishDatabase, showDatabase } from './show-databases.ts'

/** What people and programs can do with databases: the functions that routes call, each inside the route's transaction. */
export interface Databases {
  create(
    tx: Tx,
    caller: Caller,
    wish: CreateWish,
  ): Promise<{ database: DatabaseView; operation: OperationView; connection: ConnectionView }>
  list(tx: Tx, caller: Caller, query: ListQuery): Promise<{ items: DatabaseView[]; nextCursor: string | null }>
  /** `database` is an id or a name, here and below. */
  show(tx: Tx, caller: Caller, database: string): Promise<DatabaseView>
  connection(tx: Tx, caller: Caller, database: string): Promise<ConnectionView>
  reveal(tx: Tx, caller: Caller, database: string): Promise<ConnectionView & { password: string }>
  change(tx: Tx, caller: Caller, change: Change & { wish: DatabaseWish }): Promise<DatabaseView>
  protect(tx: Tx, caller: Caller, change: Change & { isProtected: boolean }): Promise<DatabaseView>
  restart(tx: Tx, caller: Caller, change: Change): Promise<Changed>
  remove(tx: Tx, caller: Caller, change: Change): Promise<Changed>
  undelete(tx: Tx, caller: Caller, database: string): Promise<Changed>
  /** Puts the present view into the event stream, in the transaction of whatever changed it. */
  publish(tx: Tx, ids: readonly DatabaseId[]): Promise<void>
}

export function openDatabases(parts: DatabaseParts): Databases {
  return {
    create: (tx, caller, wish) => createDatabase({ tx, caller, parts }, wish),
    list: (tx, caller, query) => listDatabases({ tx, caller, parts }, query),
    show: (tx, caller, database) => showDatabase({ tx, caller, parts }, database),
    connection: (tx, caller, database) => connectionOf({ tx, caller, parts }, database),
    reveal: (tx, caller, database) => revealConnection({ tx, caller, parts }, database),
    change: (tx, caller, change) => changeDatabase({ tx, caller, parts }, change),
    protect: (tx, caller, change) => protectDatabase({ tx, caller, parts }, change),
    restart: (tx, caller, change) => restartDatabase({ tx, caller, parts }, change),
    remove: (tx, caller, change) => deleteDatabase({ tx, caller, parts }, change),
    undelete: (tx, caller, database) => undeleteDatabase({ tx, caller, parts }, database),
    publish: (tx, ids) => publishDatabase({ tx, parts }, ids),
  }
}
