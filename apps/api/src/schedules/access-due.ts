import { itemOf } from '../access/access-record.ts'
import {
  type DueLogicalDatabase,
  listExpiredLogicalDatabases,
  listUnconcluded,
  readAccess,
  saveLogicalDatabase,
} from '../access/access-store.ts'
import { accessTools } from '../access/access-tools.ts'
import { platformActor } from '../audit/record-audit.ts'
import { findUnfinished } from '../databases/current-operation-store.ts'
import { primaryOf } from '../databases/database-record.ts'
import { changeDatabaseRow, findDatabase, lockDatabase } from '../databases/database-store.ts'
import { isSettled, sightOf } from '../databases/sight.ts'
import { turnPages } from '../databases/turn-pages.ts'
import { readPageRows } from '../hosts/desired-page-store.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import type { ScheduleParts } from './schedules.ts'

const batch = 50

/** Deleted logical databases whose seven days are over. */
export async function eraseLogicalDatabases({ database, clock, log, startOperation }: ScheduleParts): Promise<void> {
  for (const due of await listExpiredLogicalDatabases(database.read, clock.now(), batch))
    await database
      .transaction((tx) => eraseOne(tx, due, { now: clock.now(), startOperation }))
      .catch((err) => log.warn({ err, ...due }, 'a deleted logical database is erased at the next look'))
}

async function eraseOne(
  tx: Tx,
  { databaseId, name }: DueLogicalDatabase,
  { now, startOperation }: { now: Date } & Pick<ScheduleParts, 'startOperation'>,
): Promise<void> {
  await lockDatabase(tx, databaseId)
  const database = await findDatabase(tx, databaseId)
  if (database?.life !== 'present' || (await findUnfinished(tx, [databaseId])).has(databaseId)) return
  const row = (await readAccess(tx, databaseId)).databases.find((it) => it.name === name)
  // Somebody may have brought it back since the list was read.
  if (row?.state !== 'deleted' || !row.recoverableUntil || row.recoverableUntil > now) return
  await saveLogicalDatabase(tx, databaseId, { ...row, state: 'erased', recoverableUntil: null })
  await changeDatabaseRow(tx, databaseId, {})
  const { hostId, generation } = await turnPages(tx, database)
  const { organizationId, name: databaseName } = database
  await startOperation(tx, {
    kind: 'change-access',
    ...{ databaseId, organizationId, name: databaseName, hostId, generation },
    items: [itemOf.database(name)],
    startedBy: platformActor,
  })
}

/** What was to go and went only after its operation had given up. */
export async function concludeAccess({ database, log }: ScheduleParts): Promise<void> {
  for (const databaseId of await listUnconcluded(database.read, batch))
    await concludeOne(database, databaseId).catch((err) =>
      log.warn({ err, databaseId }, 'what is gone from a database is forgotten at the next look'),
    )
}

const concludeOne = (database: Database, databaseId: DueLogicalDatabase['databaseId']) =>
  database.transaction(async (tx) => {
    await lockDatabase(tx, databaseId)
    const found = await findDatabase(tx, databaseId)
    const hostId = found && primaryOf(found)?.hostId
    if (!hostId || (await findUnfinished(tx, [databaseId])).has(databaseId)) return
    const page = await readPageRows(tx, hostId, databaseId)
    const sight = page && (await sightOf(tx, { databaseId, hostId, generation: page.generation }))
    if (sight && isSettled(sight)) await accessTools.conclude(tx, found, sight.access)
  })
