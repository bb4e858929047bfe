import { platformActor } from '../audit/record-audit.ts'
import { findUnfinished } from '../databases/current-operation-store.ts'
import type { DatabaseParts } from '../databases/database-parts.ts'
import { type DatabaseRecord, primaryOf } from '../databases/database-record.ts'
import {
  forgetVolumes,
  listErasedVolumesGone,
  listExpiredDatabases,
  listUnshredded,
  saveShredded,
} from '../databases/database-store.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { concludeAccess, eraseLogicalDatabases } from './access-due.ts'
import { forgetOutdated } from './forget-outdated.ts'

export interface ScheduleParts {
  readonly database: Database
  readonly clock: Clock
  readonly keyring: Keyring
  readonly log: Log
  readonly startOperation: DatabaseParts['startOperation']
}

const everyMs = 30_000
const batch = 50

/** What comes due by itself. Every replica looks; rows and locks let each thing happen once. */
export function startSchedules(parts: ScheduleParts): { close(): Promise<void> } {
  let looking: Promise<void> | undefined
  const look = () => {
    looking ??= runSchedules(parts).finally(() => {
      looking = undefined
    })
  }
  const timer = setInterval(look, everyMs)
  look()
  return {
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}

/** One look at everything that is due. What fails is logged, tried again at the next look, and keeps nothing else from its turn. */
export async function runSchedules(parts: ScheduleParts): Promise<void> {
  const all = [eraseExpired, eraseLogicalDatabases, concludeAccess, forgetErasedVolumes, shredKeys, forgetOutdated]
  for (const schedule of all)
    await schedule(parts).catch((err) =>
      parts.log.warn({ err, schedule: schedule.name }, 'what is due could not be done; it is tried again'),
    )
}

/** Deleted databases whose seven days are over. */
async function eraseExpired({ database, clock, startOperation, log }: ScheduleParts): Promise<void> {
  for (const record of await listExpiredDatabases(database.read, clock.now(), batch))
    await database
      .transaction((tx) => eraseOne(tx, record, startOperation))
      .catch((err) => log.warn({ err, databaseId: record.id }, 'a deleted database is erased at the next look'))
}

async function eraseOne(
  tx: Database['read'],
  record: DatabaseRecord,
  startOperation: DatabaseParts['startOperation'],
): Promise<void> {
  const hostId = primaryOf(record)?.hostId
  if (!hostId || (await findUnfinished(tx, [record.id])).has(record.id)) return
  const { id: databaseId, organizationId, name } = record
  await startOperation(tx, {
    kind: 'erase-database',
    databaseId,
    organizationId,
    name,
    hostId,
    generation: 0,
    startedBy: platformActor,
  })
}

/** Volumes that were to be erased while their host was silent, and that its newest page no longer shows. */
async function forgetErasedVolumes({ database }: ScheduleParts): Promise<void> {
  await forgetVolumes(database.read, await listErasedVolumesGone(database.read, batch))
}

/** Keys lie outside the books, so no step can shred them: they go once nothing sealed by them is wanted any more. */
async function shredKeys({ database, keyring, clock }: ScheduleParts): Promise<void> {
  for (const { id, organizationId } of await listUnshredded(database.read, batch)) {
    await keyring.shredDatabase(organizationId, id)
    await saveShredded(database.read, id, clock.now())
  }
}
