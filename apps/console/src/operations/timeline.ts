import type { OperationDetail } from '@holdfast/shared/contract/operation-routes'

export interface TimelineStep {
  readonly step: string
  readonly state: 'done' | 'now' | 'ahead' | 'failed' | 'skipped'
  readonly startedAt: string | null
  readonly tookMs: number | null
  /** Why it waits now, or why it ended here. */
  readonly because: string | null
}

interface Visit {
  enteredAt: string
  leftAt: string | null
}

/** When each step was last entered and left, read from the operation's events. */
function visitsOf({ events, startedAt, steps }: OperationDetail): Map<string, Visit> {
  const visits = new Map<string, Visit>()
  const [first] = steps
  if (first) visits.set(first, { enteredAt: startedAt, leftAt: null })
  for (const { at, step, move, next } of events) {
    const visit = visits.get(step) ?? { enteredAt: at, leftAt: null }
    visits.set(step, visit)
    if (move === 'went' || move === 'stopped') visit.leftAt = at
    if (move === 'went' && next) visits.set(next, { enteredAt: at, leftAt: null })
  }
  return visits
}

/** The steps in reading order, detours that were taken after them, each with what became of it. */
export function timelineOf(operation: OperationDetail): TimelineStep[] {
  const visits = visitsOf(operation)
  const detours = [...visits.keys()].filter((step) => !operation.steps.includes(step) && step !== 'done')
  return [...operation.steps, ...detours].map((step) => {
    const visit = visits.get(step)
    const isCurrent = step === operation.step
    const state = stateOf(operation, isCurrent, visit !== undefined)
    const tookMs = state !== 'now' && visit?.leftAt ? Date.parse(visit.leftAt) - Date.parse(visit.enteredAt) : null
    const because = isCurrent && operation.state !== 'succeeded' ? operation.because : null
    return { step, state, startedAt: visit?.enteredAt ?? null, tookMs, because }
  })
}

function stateOf(operation: OperationDetail, isCurrent: boolean, wasVisited: boolean): TimelineStep['state'] {
  if (operation.state === 'running') return isCurrent ? 'now' : wasVisited ? 'done' : 'ahead'
  if (operation.state !== 'succeeded' && isCurrent) return 'failed'
  return wasVisited ? 'done' : 'skipped'
}
