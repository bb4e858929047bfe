import { findEngine } from '@holdfast/engine'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import type { ObservedAccess } from '@holdfast/shared/state/observed'
import { type Asked, actorOf, demandLiving, findAsked, lockForChange, readAgain } from '../databases/asked.ts'
import type { Change } from '../databases/database-parts.ts'
import type { DatabaseRecord } from '../databases/database-record.ts'
import { changeDatabaseRow } from '../databases/database-store.ts'
import { observe, publishedView } from '../databases/show-databases.ts'
import { turnPages } from '../databases/turn-pages.ts'
import type { AccessRecord } from './access-record.ts'
import { type ChangeUnderWay, findChangeUnderWay, readAccess } from './access-store.ts'

export type AccessDescriptor = NonNullable<NonNullable<ReturnType<typeof findEngine>>['access']>

/** What every answer about the inside of a database is made of. */
export interface Inside {
  readonly database: DatabaseRecord
  /** Null where the engine has nothing inside that could be wished. */
  readonly engine: AccessDescriptor | null
  readonly access: AccessRecord
  readonly observed: ObservedAccess | null
  readonly underWay: ChangeUnderWay | undefined
}

/** Throws `not-found` or `database-deleted`. */
export async function lookInside(asked: Asked, database: string): Promise<Inside> {
  const found = await findAsked(asked, database)
  demandLiving(found)
  return insideOf(asked, found)
}

export interface OpenInside extends Inside {
  readonly engine: AccessDescriptor
}

/** The inside of the database, locked until the transaction ends. Throws what `lockForChange` throws, or `not-available-yet`. */
export async function lockInside(asked: Asked, change: Change): Promise<OpenInside> {
  const inside = await insideOf(asked, await lockForChange(asked, change))
  const { engine } = inside
  if (!engine) throw new Problem('not-available-yet', { what: `Access inside an engine of ${inside.database.engine}` })
  return { ...inside, engine }
}

async function insideOf(asked: Asked, database: DatabaseRecord): Promise<Inside> {
  const observation = (await observe(asked, [database])).get(database.id)
  return {
    database,
    engine: findEngine(database.engine)?.access ?? null,
    access: await readAccess(asked.tx, database.id),
    observed: observation?.instance?.access ?? null,
    underWay: await findChangeUnderWay(asked.tx, database.id),
  }
}

export interface Begun {
  readonly inside: Inside
  readonly revision: number
  readonly operation: OperationView
}

/** Puts what was wished onto the hosts' pages, and starts the operation that follows it. Throws `database-busy`. */
export async function beginChange(asked: Asked, database: DatabaseRecord, items: readonly string[]): Promise<Begun> {
  const { tx, parts, caller } = asked
  await changeDatabaseRow(tx, database.id, {})
  const { hostId, generation } = await turnPages(tx, database)
  const operation = await parts.startOperation(tx, {
    kind: 'change-access',
    databaseId: database.id,
    organizationId: database.organizationId,
    name: database.name,
    ...{ hostId, generation, items },
    startedBy: actorOf(caller),
  })
  const { revision } = await publishedView(asked, await readAgain(asked, database))
  return { inside: await insideOf(asked, database), revision, operation }
}

/** The same without an operation: for what takes effect at the host's leisure, and must be possible while others work. */
export async function tellHosts(asked: Asked, database: DatabaseRecord): Promise<{ revision: number }> {
  await changeDatabaseRow(asked.tx, database.id, {})
  await turnPages(asked.tx, database)
  return publishedView(asked, await readAgain(asked, database))
}

/** Logical databases that exist and that the platform made: what grants and extensions may name. */
export const livingDatabases = ({ database, access }: Inside): string[] => [
  database.databaseName,
  ...access.databases.filter(({ state }) => state === 'present').map(({ name }) => name),
]

/** Throws `invalid-input` for a name that the engine's rule does not take. */
export function demandName(rule: AccessDescriptor['roleRule'], name: string): void {
  const parsed = rule.safeParse(name)
  if (parsed.success) return
  const detail = parsed.error.issues[0]?.message ?? 'is no name here'
  throw new Problem('invalid-input', { fields: ['/name'] }, [{ pointer: '/name', code: 'invalid_format', detail }])
}

export function demandRoom(count: number, limit: number, what: string): void {
  if (count >= limit) throw new Problem('access-limit-reached', { what, limit })
}
