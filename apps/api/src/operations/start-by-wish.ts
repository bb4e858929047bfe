import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { DatabaseOperationKind, OperationWish } from '../databases/database-parts.ts'
import { readOperationView } from '../operation-runner/operation-view.ts'
import { startOperation } from '../operation-runner/start-operation.ts'
import type { Tx } from '../platform/database/database.ts'
import { changeAccess } from './change-access.ts'
import { createDatabase } from './create-database.ts'
import { deleteDatabase } from './delete-database.ts'
import { eraseDatabase } from './erase-database.ts'
import { growDatabase } from './grow-database.ts'
import { restartDatabase } from './restart-database.ts'
import { undeleteDatabase } from './undelete-database.ts'

const byKind = {
  'create-database': createDatabase,
  'delete-database': deleteDatabase,
  'undelete-database': undeleteDatabase,
  'restart-database': restartDatabase,
  'grow-database': growDatabase,
  'erase-database': eraseDatabase,
  'change-access': changeAccess,
} satisfies Record<DatabaseOperationKind, unknown>

/** Starts the operation that a wish about a database names. Throws `database-busy`. */
export async function startByWish(tx: Tx, wish: OperationWish): Promise<OperationView> {
  const { kind, databaseId, organizationId, name, hostId, generation, items = [], startedBy } = wish
  const definition = byKind[kind]
  const input = { databaseId, hostId, generation, name, items: [...items] }
  const row = await startOperation(tx, definition, { input, organizationId, databaseId, startedBy })
  return readOperationView(tx, row, definition)
}
