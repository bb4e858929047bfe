import { Problem } from '@holdfast/shared/problems/problem'
import type { OperationDefinition } from './define-operation.ts'
import type { Move, Progress } from './move.ts'
import type { Changes, NewEvent, OperationRow } from './operation-store.ts'
import { problemView } from './problem-view.ts'

/** What one commit of the runner writes. `event` is null when nothing happened that a person would want to read. */
export interface Commit {
  changes: Changes
  event: NewEvent | null
  /** Whether what people see of the operation differs. */
  isVisible: boolean
}

export interface MoveFacts {
  definition: OperationDefinition
  now: Date
  /** End of the lease when the operation goes on in the same worker. */
  leaseUntil: Date
}

const later = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000)
const isLate = (row: OperationRow) => row.overdueAt !== null
const released = { leaseOwner: null, leaseUntil: null } as const

/** What a step's move does to the row. Pure. */
export function applyMove(row: OperationRow, move: Move, facts: MoveFacts): Commit {
  switch (move.move) {
    case 'go':
      return move.next === 'done'
        ? succeed(row, facts)
        : goTo(row, { next: move.next, memory: memoryAfter(row, move, facts) }, facts)
    case 'wait':
      return waitHere(row, move, facts)
    case 'stop':
      return fail(row, move.problem, facts)
  }
}

const memoryAfter = (row: OperationRow, { remember }: { remember: object }, { definition }: MoveFacts): object =>
  definition.memory.parse({ ...(row.memory as object), ...remember })

const goTo = (row: OperationRow, to: { next: string; memory: object }, { now, leaseUntil }: MoveFacts): Commit => ({
  changes: {
    step: to.next,
    memory: to.memory,
    because: null,
    progress: null,
    attempts: 0,
    wakeAt: now,
    leaseUntil,
    ...(isLate(row) ? {} : { problem: null }),
  },
  event: { move: 'went', step: row.step, next: to.next, because: null },
  isVisible: true,
})

const finish = (row: OperationRow, now: Date) => ({
  ...released,
  wakeAt: null,
  finishedAt: now,
  progress: null,
  ...(row.isCancelled ? { state: 'cancelled' as const } : {}),
})

const succeed = (row: OperationRow, { now }: MoveFacts): Commit => ({
  changes: { state: 'succeeded', because: null, problem: null, ...finish(row, now) },
  event: { move: 'stopped', step: row.step, next: null, because: null },
  isVisible: true,
})

const fail = (row: OperationRow, problem: Problem, { now }: MoveFacts): Commit => ({
  changes: { state: 'failed', because: problem.message, problem: problemView(problem), ...finish(row, now) },
  event: { move: 'stopped', step: row.step, next: null, because: problem.message },
  isVisible: true,
})

const waitHere = (row: OperationRow, move: Extract<Move, { move: 'wait' }>, facts: MoveFacts): Commit => {
  const { now, definition } = facts
  const before = row.progress as Progress | null
  const hasMoved = move.progress !== undefined && move.progress.done > (before?.done ?? 0)
  const deadlineAt = hasMoved ? later(now, definition.finishWithin) : row.deadlineAt
  const isNews = move.because !== row.because
  return {
    changes: {
      ...released,
      memory: memoryAfter(row, move, facts),
      because: move.because,
      progress: move.progress ?? null,
      attempts: 0,
      deadlineAt,
      wakeAt: wakeBy(row, later(now, Math.max(move.seconds, 0.05)), deadlineAt),
      ...(isLate(row) ? {} : { problem: null }),
    },
    event: isNews ? { move: 'waited', step: row.step, next: null, because: move.because } : null,
    isVisible: isNews || hasMoved || (row.problem !== null && !isLate(row)),
  }
}

/** The deadline wakes even who wants to sleep longer. */
const wakeBy = (row: OperationRow, wanted: Date, deadlineAt: Date): Date =>
  !isLate(row) && deadlineAt < wanted ? deadlineAt : wanted

const longestBackOffSeconds = 30

/** A step threw: nothing of it was written, it runs again later and later. Pure. */
export function applyFailure(row: OperationRow, problem: Problem, { now }: MoveFacts): Commit {
  const seconds = Math.min(0.25 * 2 ** row.attempts, longestBackOffSeconds)
  const isNews = problem.message !== row.because
  return {
    changes: {
      ...released,
      because: problem.message,
      attempts: row.attempts + 1,
      wakeAt: wakeBy(row, later(now, seconds), row.deadlineAt),
      ...(isLate(row) ? {} : { problem: problemView(problem) }),
    },
    event: isNews ? { move: 'failed-and-retried', step: row.step, next: null, because: problem.message } : null,
    isVisible: isNews,
  }
}

/** The deadline has passed: flagged for good, and led to `onOverdue` when there is such a step and it was never entered. Pure. */
export function applyOverdue(
  row: OperationRow,
  hasEnteredWay: boolean,
  { definition, now, leaseUntil }: MoveFacts,
): Commit {
  const problem = new Problem('operation-overdue', { kind: row.kind, because: row.because ?? 'nothing in particular' })
  const way = hasEnteredWay ? undefined : definition.onOverdue
  return {
    changes: {
      overdueAt: now,
      problem: problemView(problem),
      because: problem.message,
      wakeAt: now,
      leaseUntil,
      ...(way === undefined ? {} : { step: way, attempts: 0, progress: null }),
    },
    event: { move: 'overdue', step: row.step, next: way ?? null, because: problem.message },
    isVisible: true,
  }
}

/** The cancel takes effect: led to `onCancel`, or ended when there is nothing to undo. Pure. */
export function applyCancel(row: OperationRow, { definition, now, leaseUntil }: MoveFacts): Commit {
  const because = 'cancelled on request'
  const way = definition.onCancel
  const step = row.step
  if (way === undefined) {
    const changes: Changes = { ...finish(row, now), state: 'cancelled', isCancelled: true, because }
    return { changes, event: { move: 'stopped', step, next: null, because }, isVisible: true }
  }
  return {
    changes: { isCancelled: true, step: way, because, progress: null, attempts: 0, wakeAt: now, leaseUntil },
    event: { move: 'went', step, next: way, because },
    isVisible: true,
  }
}
