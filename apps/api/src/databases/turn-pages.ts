import { turnPage } from '../hosts/host-store.ts'
import type { Tx } from '../platform/database/database.ts'
import { type DatabaseRecord, primaryOf } from './database-record.ts'

/**
 * Every host that holds the database gets a new page, in one order for everybody. Returns the primary's host and the generation of
 * its page.
 */
export async function turnPages(tx: Tx, database: DatabaseRecord) {
  const hostId = primaryOf(database)?.hostId
  if (!hostId) throw new Error(`database ${database.id} has no primary`)
  let generation = 0
  for (const id of [...new Set(database.instances.map((instance) => instance.hostId))].sort()) {
    const turned = await turnPage(tx, id)
    if (id === hostId) generation = turned
  }
  return { hostId, generation }
}
