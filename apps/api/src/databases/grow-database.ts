import type { ResizePlan } from '@holdfast/shared/contract/database-routes'
import { maxStorageBytes } from '@holdfast/shared/engines/sizes'
import { Problem } from '@holdfast/shared/problems/problem'
import { formatBytes } from '@holdfast/shared/units'
import { lockPlacement } from '../hosts/host-store.ts'
import { type Asked, demandLiving, findAsked, lockForChange } from './asked.ts'
import type { Change, Changed } from './database-parts.ts'
import type { DatabaseRecord } from './database-record.ts'
import { changeDatabaseRow, lockDatabase, lockLimits, usedBy, wantLarger } from './database-store.ts'
import { begin, roomsWhereItIs } from './end-and-return.ts'
import { placeDatabase } from './place-database.ts'
import { demandQuota } from './quota.ts'

/**
 * Makes the storage larger. Quota and room on the host are judged under the locks that creates take, and promised by the same
 * transaction. Throws `storage-cannot-shrink`, `quota-exceeded`, `database-lost`, `no-host-fits` or `database-busy`.
 */
export async function growDatabase(
  asked: Asked,
  { storageBytes, ...change }: Change & { storageBytes: number },
): Promise<Changed> {
  const { id, organizationId } = await findAsked(asked, change.database)
  const limit = await lockLimits(asked.tx, organizationId)
  if (!limit) throw new Problem('not-found', { subject: 'the organization' })
  await lockDatabase(asked.tx, id)
  const database = await lockForChange(asked, { ...change, database: id })
  await demandGrowth(asked, database, { storageBytes, limit })
  await changeDatabaseRow(asked.tx, id, { storageBytes })
  await wantLarger(asked.tx, id, storageBytes)
  return begin(asked, database, 'grow-database')
}

/** About how long clients wait: the engine ends with a checkpoint, the file system is checked, the engine starts. */
const heldSeconds = 5

/** What `growDatabase` would do now, and what it would cost. */
export async function planGrowth(
  asked: Asked,
  { database: idOrName, storageBytes }: { database: string; storageBytes: number },
): Promise<ResizePlan> {
  const database = await findAsked(asked, idOrName)
  demandLiving(database)
  const plan = { fromBytes: database.storageBytes, toBytes: storageBytes }
  const limit = await lockLimits(asked.tx, database.organizationId)
  try {
    if (limit) await demandGrowth(asked, database, { storageBytes, limit })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { ...plan, isPossible: false, because: error.message, heldSeconds: 0 }
  }
  const because = `The instance is stopped, its volume grows from ${formatBytes(plan.fromBytes)} to ${formatBytes(storageBytes)}, and it starts again; new connections wait meanwhile, open ones end.`
  return { ...plan, isPossible: true, because, heldSeconds }
}

interface Wish {
  readonly storageBytes: number
  readonly limit: Parameters<typeof demandQuota>[0]['limit']
}

async function demandGrowth(
  { tx, parts }: Asked,
  database: DatabaseRecord,
  { storageBytes, limit }: Wish,
): Promise<void> {
  const more = storageBytes - database.storageBytes
  if (more <= 0)
    throw new Problem('storage-cannot-shrink', { presentBytes: database.storageBytes, askedBytes: storageBytes })
  if (storageBytes > maxStorageBytes)
    throw new Problem('invalid-input', { fields: ['storageBytes'] }, [
      { pointer: '/storageBytes', code: 'out_of_range', detail: `must be at most ${formatBytes(maxStorageBytes)}` },
    ])
  const nothing = { databases: 0, cpus: 0, memoryBytes: 0, connections: 0 }
  demandQuota({
    limit,
    used: await usedBy(tx, database.organizationId),
    asked: { ...nothing, storageBytes: more },
  })
  await lockPlacement(tx)
  const rooms = await roomsWhereItIs(tx, database, parts)
  const wish = { cpus: 0, memoryBytes: 0, storageBytes: more, demands: {}, presentOn: [] }
  const placement = placeDatabase(rooms, wish)
  if (placement.hostId === null)
    throw new Problem('no-host-fits', { hosts: placement.refusals.map((it) => ({ ...it })) })
}
