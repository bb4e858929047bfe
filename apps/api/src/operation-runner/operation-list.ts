import { OperationDetail, type OperationView } from '@holdfast/shared/contract/operation-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import type { OperationDefinition } from './define-operation.ts'
import {
  findOperation,
  listEvents,
  listOperations,
  type OperationEventRow,
  type OperationFilter,
} from './operation-store.ts'
import { readOperationView } from './operation-view.ts'

export interface OperationQuery extends Omit<OperationFilter, 'before'> {
  cursor?: string | undefined
  definitions: readonly OperationDefinition[]
}

/** One page of the organization's operations, newest first. */
export async function listOperationViews(
  tx: Tx,
  { cursor, definitions, limit, ...filter }: OperationQuery,
): Promise<{ items: OperationView[]; nextCursor: string | null }> {
  const rows = await listOperations(tx, { ...filter, limit: limit + 1, before: cursor })
  const page = rows.slice(0, limit)
  const items = await Promise.all(
    page.map((row) =>
      readOperationView(
        tx,
        row,
        definitions.find(({ kind }) => kind === row.kind),
      ),
    ),
  )
  return { items, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

export interface OperationWanted {
  operationId: string
  organizationId: string
  definitions: readonly OperationDefinition[]
}

/** One operation with its events. Throws `not-found`, also for another organization's. */
export async function showOperation(
  tx: Tx,
  { operationId, organizationId, definitions }: OperationWanted,
): Promise<OperationDetail> {
  const row = await findOperation(tx, operationId)
  if (!row || row.organizationId !== organizationId) throw new Problem('not-found', { subject: operationId })
  const view = await readOperationView(
    tx,
    row,
    definitions.find(({ kind }) => kind === row.kind),
  )
  return OperationDetail.parse({ ...view, events: (await listEvents(tx, row.id)).map(eventView) })
}

const eventView = ({ at, step, move, next, because }: OperationEventRow) => ({
  at: at.toISOString(),
  step,
  move,
  next,
  because,
})
