import type { LogicalDatabaseView } from '@holdfast/shared/contract/access-views'
import { itemOf, type LogicalDatabaseRecord } from './access-record.ts'
import type { Inside } from './change-access.ts'
import { standing } from './standing.ts'

/** Every logical database of a database: the first, those that were wished, and what the tenant made by SQL. */
export function logicalDatabaseViews(inside: Inside): LogicalDatabaseView[] {
  const { database, access } = inside
  const known = new Set([database.databaseName, ...access.databases.map(({ name }) => name)])
  return [
    first(inside),
    // What is erased is gone for people; its row stays until its host has done it.
    ...access.databases.filter(({ state }) => state !== 'erased').map((row) => logicalDatabaseView(inside, row)),
    ...found(inside, known),
  ]
}

function first({ database, observed }: Inside): LogicalDatabaseView {
  return {
    name: database.databaseName,
    owner: observed?.databases.find(({ name }) => name === database.databaseName)?.owner ?? database.ownerRole,
    state: database.life === 'creating' ? 'creating' : 'present',
    because: 'it came with the database',
    isFirst: true,
    isPlatformMade: true,
    createdAt: database.createdAt.toISOString(),
    recoverableUntil: null,
  }
}

export function logicalDatabaseView(inside: Inside, row: LogicalDatabaseRecord): LogicalDatabaseView {
  const { observed, underWay, engine } = inside
  const { name, createdAt, recoverableUntil } = row
  const seen = observed?.databases.find((it) => it.name === name)
  const stand = standing({
    isWanted: row.state === 'present',
    observed,
    isSeen: seen !== undefined,
    items: (item) => item === itemOf.database(name),
    underWay,
  })
  const until = recoverableUntil?.toISOString() ?? null
  return {
    name,
    owner: seen?.owner ?? engine?.owner(name) ?? '',
    ...stateOf(row, stand),
    isFirst: false,
    isPlatformMade: true,
    createdAt: createdAt.toISOString(),
    recoverableUntil: until,
  }
}

function stateOf(
  { state }: LogicalDatabaseRecord,
  stand: ReturnType<typeof standing>,
): Pick<LogicalDatabaseView, 'state' | 'because'> {
  const { because } = stand
  if (stand.state === 'refused') return { state: 'refused', because }
  if (state !== 'present') return { state: 'deleted', because }
  return { state: stand.state === 'making' ? 'creating' : 'present', because }
}

const found = ({ observed }: Inside, known: ReadonlySet<string>): LogicalDatabaseView[] =>
  (observed?.databases ?? [])
    .filter(({ name }) => !known.has(name))
    .map(({ name, owner }) => ({
      ...{ name, owner },
      state: 'present',
      because: 'it was made by SQL',
      isFirst: false,
      isPlatformMade: false,
      createdAt: null,
      recoverableUntil: null,
    }))
