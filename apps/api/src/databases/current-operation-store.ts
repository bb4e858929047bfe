import { type DatabaseId, OperationId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import type { CurrentOperation } from './database-state.ts'

export type UnfinishedOperation = CurrentOperation & { readonly id: OperationId }

/** The unfinished operation on each of these databases, where there is one. */
export async function findUnfinished(tx: Tx, ids: readonly DatabaseId[]): Promise<Map<string, UnfinishedOperation>> {
  const rows = await tx.operation.findMany({
    where: { databaseId: { in: [...ids] }, state: 'running', parentId: null },
    select: { id: true, databaseId: true, kind: true, because: true },
    orderBy: { id: 'asc' },
  })
  return new Map(rows.map(({ id, databaseId, ...row }) => [databaseId ?? '', { id: OperationId.parse(id), ...row }]))
}

/** The id of the person or token that made this database. */
export async function findMaker(tx: Tx, id: DatabaseId): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ maker: string }[]>`
    SELECT started_by->>'id' AS maker FROM operation
    WHERE database_id = ${id} AND kind = 'create-database' AND parent_id IS NULL LIMIT 1`
  return row?.maker
}
