import { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { Tx } from '../platform/database/database.ts'
import type { OperationDefinition } from './define-operation.ts'
import { findUsualSeconds, type OperationRow } from './operation-store.ts'

/** What people see of an operation. One whose kind this version no longer knows is shown with its present step alone. */
export function operationView(
  row: OperationRow,
  definition: OperationDefinition | undefined,
  usualSeconds: number | null,
): OperationView {
  return OperationView.parse({
    id: row.id,
    kind: row.kind,
    subject: subjectOf(row, definition),
    databaseId: row.databaseId,
    state: row.state,
    step: row.step,
    steps: definition ? roadOf(definition) : [row.step],
    because: row.because,
    progress: row.progress,
    problem: row.problem,
    mayCancel:
      row.state === 'running' &&
      row.cancelRequestedAt === null &&
      (definition?.mayCancelAt.includes(row.step) ?? false),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    deadlineAt: row.deadlineAt.toISOString(),
    usualSeconds,
    version: row.revision,
  })
}

/** The steps of an operation that goes well: the first way out of each, from the start to the end. Detours are seen in the events. */
export function roadOf({ start, map }: Pick<OperationDefinition, 'start' | 'map'>): string[] {
  const road: string[] = []
  for (let step: string | undefined = start; step && step !== 'done' && !road.includes(step); step = map[step]?.[0])
    road.push(step)
  return road
}

const subjectOf = (row: OperationRow, definition: OperationDefinition | undefined): string | null => {
  const input = definition?.input.safeParse(row.input)
  return input?.success ? (definition?.subject?.(input.data) ?? null) : null
}

/** The view with the time that operations of this kind usually take. */
export const readOperationView = async (tx: Tx, row: OperationRow, definition: OperationDefinition | undefined) =>
  operationView(row, definition, await findUsualSeconds(tx, row.kind))
