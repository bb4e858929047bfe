import type { LogicalDatabaseView } from '@holdfast/shared/contract/access-views'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Asked } from '../databases/asked.ts'
import type { Change } from '../databases/database-parts.ts'
import { itemOf, type LogicalDatabaseRecord } from './access-record.ts'
import { saveLogicalDatabase } from './access-store.ts'
import {
  beginChange,
  demandName,
  demandRoom,
  type Inside,
  lockInside,
  lookInside,
  type OpenInside,
} from './change-access.ts'
import { logicalDatabaseView, logicalDatabaseViews } from './logical-database-views.ts'
import { type PageAsked, pageByName } from './page-by-name.ts'
import { namesInUse } from './role-views.ts'

/** Logical databases beside the first, deleted ones counted while they can be brought back. */
const logicalDatabasesAtMost = 50
/** A deleted one can be brought back for so long. */
const recoverableMs = 7 * 24 * 3600 * 1000

export interface LogicalDatabaseChanged {
  readonly logicalDatabase: LogicalDatabaseView
  readonly revision: number
  readonly operation: OperationView
}

export async function listLogicalDatabases(asked: Asked, { database, ...page }: PageAsked & { database: string }) {
  return pageByName(logicalDatabaseViews(await lookInside(asked, database)), page)
}

/** Throws `logical-database-name-taken`, `access-limit-reached` or `database-busy`. */
export async function createLogicalDatabase(
  asked: Asked,
  { database, name }: { database: string; name: string },
): Promise<LogicalDatabaseChanged> {
  const inside = await lockInside(asked, { database, ifMatch: '*' })
  demandName(inside.engine.databaseRule, name)
  demandFreeName(inside, name)
  demandRoom(inside.access.databases.length, logicalDatabasesAtMost, 'logical databases beside the first')
  const createdAt = asked.parts.clock.now()
  return write(asked, inside, { name, state: 'present', createdAt, recoverableUntil: null })
}

export type LogicalDatabaseAsked = Change & { readonly name: string }

/** Soft: sessions end, nobody connects, the data stays. Throws `database-protected` as for the database around it. */
export async function deleteLogicalDatabase(
  asked: Asked,
  { name, ...change }: LogicalDatabaseAsked,
): Promise<LogicalDatabaseChanged> {
  const inside = await lockInside(asked, change)
  const found = find(inside, name, 'present')
  if (inside.database.isProtected) throw new Problem('database-protected', { name: inside.database.name })
  const recoverableUntil = new Date(asked.parts.clock.now().getTime() + recoverableMs)
  return write(asked, inside, { ...found, state: 'deleted', recoverableUntil })
}

/** Throws `not-found` for one that is not deleted, or erased already. */
export async function undeleteLogicalDatabase(
  asked: Asked,
  { database, name }: { database: string; name: string },
): Promise<LogicalDatabaseChanged> {
  const inside = await lockInside(asked, { database, ifMatch: '*' })
  return write(asked, inside, { ...find(inside, name, 'deleted'), state: 'present', recoverableUntil: null })
}

async function write(asked: Asked, inside: Inside, row: LogicalDatabaseRecord): Promise<LogicalDatabaseChanged> {
  await saveLogicalDatabase(asked.tx, inside.database.id, row)
  const { inside: now, revision, operation } = await beginChange(asked, inside.database, [itemOf.database(row.name)])
  return { logicalDatabase: logicalDatabaseView(now, row), revision, operation }
}

function find({ access }: Inside, name: string, state: LogicalDatabaseRecord['state']): LogicalDatabaseRecord {
  const found = access.databases.find((it) => it.name === name && it.state === state)
  const kind = state === 'deleted' ? 'deleted logical database' : 'logical database made beside the first'
  if (!found) throw new Problem('not-found', { subject: `${kind} "${name}"` })
  return found
}

function demandFreeName(inside: OpenInside, name: string): void {
  const because = whyTaken(inside, name)
  if (because !== undefined) throw new Problem('logical-database-name-taken', { name, because })
}

function whyTaken(inside: OpenInside, name: string): string | undefined {
  const { database, access, engine, observed } = inside
  if (name === database.databaseName) return 'the first logical database is called so'
  const wished = access.databases.find((it) => it.name === name)
  if (wished) return wished.state === 'present' ? 'one is called so' : 'a deleted one is called so'
  if (observed?.databases.some((it) => it.name === name)) return 'one that was made by SQL is called so'
  const owner = engine.owner(name)
  const holder = namesInUse(inside).get(owner)
  if (holder !== undefined) return `its owner would be "${owner}", and ${holder}`
  const isMade = observed?.roles.some((it) => it.name === owner)
  return isMade ? `its owner would be "${owner}", and a role that was made by SQL is called so` : undefined
}
