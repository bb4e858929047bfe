import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import { isUniqueViolation } from '../platform/database/violations.ts'
import { type Asked, lockForChange, readAgain } from './asked.ts'
import type { Change, DatabaseWish } from './database-parts.ts'
import type { DatabaseRecord } from './database-record.ts'
import { changeDatabaseRow, type DatabaseChange, isNameTaken } from './database-store.ts'
import { publishedView } from './show-databases.ts'
import { turnPages } from './turn-pages.ts'

/** Renames, relabels or changes who may connect. The names inside the engine stay as they were made. */
export async function changeDatabase(
  asked: Asked,
  { wish, ...change }: Change & { wish: DatabaseWish },
): Promise<DatabaseView> {
  const database = await lockForChange(asked, change)
  const { name, labels, allowedNetworks } = wish
  if (name !== undefined && name !== database.name && (await isNameTaken(asked.tx, database.organizationId, name)))
    throw new Problem('name-taken', { name })
  await write(asked, database, {
    ...(name === undefined ? {} : { name }),
    ...(labels === undefined ? {} : { labels }),
    ...(allowedNetworks === undefined ? {} : { allowedNetworks }),
  })
  if (allowedNetworks !== undefined) await turnPages(asked.tx, database)
  return publishedView(asked, await readAgain(asked, database))
}

/** Turns delete protection on or off. */
export async function protectDatabase(
  asked: Asked,
  { isProtected, ...change }: Change & { isProtected: boolean },
): Promise<DatabaseView> {
  const database = await lockForChange(asked, change)
  await write(asked, database, { isProtected })
  return publishedView(asked, await readAgain(asked, database))
}

async function write({ tx }: Asked, database: DatabaseRecord, change: DatabaseChange): Promise<void> {
  try {
    await changeDatabaseRow(tx, database.id, change)
  } catch (error) {
    // Somebody took the name between the question and the write.
    if (isUniqueViolation(error)) throw new Problem('name-taken', { name: change.name ?? database.name })
    throw error
  }
}
