import { newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Clock } from '../platform/clock.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import { applyCancel, applyFailure, applyMove, applyOverdue, type Commit, type MoveFacts } from './apply-move.ts'
import type { OperationDefinition } from './define-operation.ts'
import { appendEvent, countVisits, type OperationRow, saveChanges } from './operation-store.ts'
import { publishOperation } from './publish-operation.ts'
import { stepContext } from './step-context.ts'
import { settleTasks } from './tasks.ts'

/** A moment at which a test may kill the runner: right before or right after a commit. */
export interface CommitPoint {
  when: 'before' | 'after'
  what: 'claim' | 'step' | 'failure' | 'overdue' | 'cancel'
  operationId: string
  step: string
}

export interface RunnerParts<Tools> {
  database: Database
  definitions: ReadonlyMap<string, OperationDefinition<Tools>>
  tools: Tools
  clock: Clock
  leaseSeconds: number
  /** Told of errors that are not problems, with the incident id that the operation shows. */
  onError: (error: unknown, about: { operationId: string; step: string; incidentId?: string }) => void
  /** Called around every commit; what it throws ends the run as if the process had died there. */
  atCommit?: (point: CommitPoint) => void | Promise<void>
}

/** Rolls back the step of a runner whose row has moved on. */
class LeaseLost extends Error {}

/**
 * Runs the present step of a held operation and commits it together with its move. Undefined when the row had moved on: then
 * nothing of the step was written.
 */
export async function takeTurn<Tools>(
  parts: RunnerParts<Tools>,
  definition: OperationDefinition<Tools>,
  row: OperationRow,
): Promise<OperationRow | undefined> {
  const now = parts.clock.now()
  const facts: MoveFacts = { definition, now, leaseUntil: new Date(now.getTime() + parts.leaseSeconds * 1000) }
  if (row.cancelRequestedAt !== null && !row.isCancelled && definition.mayCancelAt.includes(row.step))
    return commit(parts, row, { what: 'cancel', facts, decide: async () => applyCancel(row, facts) })
  if (row.overdueAt === null && now >= row.deadlineAt)
    return commit(parts, row, {
      what: 'overdue',
      facts,
      decide: async (tx) => applyOverdue(row, await hasEntered(tx, row, definition.onOverdue), facts),
    })
  return runStep(parts, row, facts)
}

const hasEntered = async (tx: Tx, row: OperationRow, step: string | undefined) =>
  step !== undefined && (await countVisits(tx, row.id, step)) > 0

const runStep = async <Tools>(parts: RunnerParts<Tools>, row: OperationRow, facts: MoveFacts) => {
  const definition = facts.definition as OperationDefinition<Tools>
  let failure: { error: unknown } | undefined
  try {
    return await commit(parts, row, {
      what: 'step',
      facts,
      async decide(tx) {
        failure = undefined
        try {
          const step = definition.steps[row.step]
          if (!step) throw new Error(`${row.kind} has no step "${row.step}" in this version`)
          return applyMove(
            row,
            await step(stepContext(row, { definition, tools: parts.tools, tx, now: facts.now })),
            facts,
          )
        } catch (error) {
          failure = { error }
          throw error
        }
      },
    })
  } catch (error) {
    if (failure?.error !== error) throw error
    const problem = asProblem(parts, row, error)
    return commit(parts, row, { what: 'failure', facts, decide: async () => applyFailure(row, problem, facts) })
  }
}

const asProblem = <Tools>(parts: RunnerParts<Tools>, row: OperationRow, error: unknown): Problem => {
  if (error instanceof Problem) return error
  const incidentId = newId('ic')
  parts.onError(error, { operationId: row.id, step: row.step, incidentId })
  return new Problem('unexpected', { incidentId })
}

interface Decision {
  what: CommitPoint['what']
  facts: MoveFacts
  decide: (tx: Tx) => Promise<Commit>
}

const commit = async <Tools>(parts: RunnerParts<Tools>, row: OperationRow, decision: Decision) => {
  const point = { what: decision.what, operationId: row.id, step: row.step }
  try {
    const saved = await parts.database.transaction(async (tx) => {
      const next = await write(tx, row, decision)
      await parts.atCommit?.({ when: 'before', ...point })
      return next
    })
    await parts.atCommit?.({ when: 'after', ...point })
    return saved
  } catch (error) {
    if (error instanceof LeaseLost) return undefined
    throw error
  }
}

/** The row first, so that a lost lease is known before anything else is written; then what tells of it. */
const write = async (tx: Tx, row: OperationRow, { decide, facts }: Decision): Promise<OperationRow> => {
  const { changes, event, isVisible } = await decide(tx)
  const entered = event?.next
  const visit = entered ? 1 + (await countVisits(tx, row.id, entered)) : row.visit
  const saved = await saveChanges(tx, row, { ...changes, visit })
  if (!saved) throw new LeaseLost()
  if (event) await appendEvent(tx, saved, { ...event, at: facts.now })
  if (saved.state !== 'running') await end(tx, saved, facts.now)
  if (isVisible) await publishOperation(tx, saved, facts.definition)
  return saved
}

const end = async (tx: Tx, row: OperationRow, now: Date) => {
  await settleTasks(tx, row.id, now)
  if (row.parentId) await notify(tx, 'operation', row.parentId)
}
