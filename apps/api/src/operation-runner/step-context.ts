import type { DatabaseId, OperationId, OrganizationId } from '@holdfast/shared/ids'
import { platformActor } from '../audit/record-audit.ts'
import type { Tx } from '../platform/database/database.ts'
import type { OperationDefinition, StepContext } from './define-operation.ts'
import type { Move } from './move.ts'
import { findChild, listChildren, type OperationRow } from './operation-store.ts'
import { startOperation } from './start-operation.ts'
import { ensureTask } from './tasks.ts'

type Memory = Record<string, unknown>

export interface StepFacts<Tools> {
  definition: OperationDefinition<Tools>
  tools: Tools
  tx: Tx
  now: Date
}

/** What one run of a step is given; everything it does goes through `tx` and commits with its move. */
export function stepContext<Tools>(row: OperationRow, facts: StepFacts<Tools>): StepContext<never, Memory, Tools> {
  const { definition, tools, tx, now } = facts
  const memory: Memory = definition.memory.parse(row.memory)
  return {
    ...identity(row),
    ...moves,
    ...orders(row, tx, now),
    input: definition.input.parse(row.input) as never,
    memory,
    recall: recallFrom(memory, row) as StepContext<never, Memory, Tools>['recall'],
    tools,
    tx,
    now,
  }
}

const identity = (row: OperationRow) => ({
  operationId: row.id as OperationId,
  organizationId: row.organizationId as OrganizationId | null,
  databaseId: row.databaseId as DatabaseId | null,
  visit: row.visit,
  because: row.because,
  cancelRequested: row.cancelRequestedAt !== null,
  overdue: row.overdueAt !== null,
})

const moves = {
  go: (next: string, remember: object = {}): Move => ({ move: 'go', next, remember }),
  wait: (
    seconds: number,
    because: string,
    more: Partial<Pick<Extract<Move, { move: 'wait' }>, 'progress' | 'remember'>> = {},
  ): Move => ({ move: 'wait', seconds, because, progress: more.progress, remember: more.remember ?? {} }),
  stop: (problem: Extract<Move, { move: 'stop' }>['problem']): Move => ({ move: 'stop', problem }),
}

const orders = (
  row: OperationRow,
  tx: Tx,
  now: Date,
): Pick<StepContext<never, Memory, never>, 'ensureTask' | 'ensureChild' | 'children'> => {
  const place = `${row.id}/${row.step}/${row.visit}`
  return {
    ensureTask: ({ hostId, order, key = '' }) =>
      ensureTask(tx, { hostId, order, operationId: row.id as OperationId, key: `${place}/${hostId}/${key}` }),

    async ensureChild(definition, { key, input, databaseId }) {
      const childKey = `${place}/${key}`
      const found = await findChild(tx, childKey)
      if (found) return found
      const organizationId = row.organizationId as OrganizationId | null
      const start = { input, organizationId, databaseId, startedBy: platformActor, parentId: row.id, childKey, now }
      return startOperation(tx, definition, start)
    },

    children: () => listChildren(tx, row.id),
  }
}

const recallFrom = (memory: Memory, row: OperationRow) => {
  const recallOne = (name: string) => {
    const value = memory[name]
    if (value === undefined || value === null)
      throw new Error(`${row.kind} reached ${row.step} without having remembered "${name}"`)
    return value
  }
  return (...names: string[]) => {
    const [first = '', ...more] = names
    return more.length === 0 ? recallOne(first) : Object.fromEntries(names.map((name) => [name, recallOne(name)]))
  }
}
