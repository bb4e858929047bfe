import { hash } from 'node:crypto'
import type { Condition } from '@holdfast/shared/state/conditions'
import { conditionOf, type Step } from './step.ts'

/** What became of the steps tried so far: their back-off and the conditions of those that failed. */
export interface Attempts {
  /** Whether a step may be tried now. */
  mayTry(step: Step, now: number): boolean
  /** When the first of these steps may be tried again, in milliseconds since 1970. */
  nextMoment(steps: readonly Step[], now: number): number | undefined
  noteSuccess(step: Step, now: number): void
  noteFailure(step: Step, because: string, now: number): void
  /** Failures of steps that are still planned. */
  conditions(planned: readonly Step[]): Condition[]
  /** A new page is a new chance for everything. */
  forgetDelays(): void
}

interface Attempt {
  readonly count: number
  readonly notBefore: number
  readonly at: number
  readonly failure: string | null
}

/** A step that is needed again soon after it was done had no effect, so it waits as well; only the first repeat does not. */
const delaysMs = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000]
const forgetAfterMs = 60_000

const delayMs = (count: number): number => delaysMs[Math.min(count, delaysMs.length - 1)] ?? 0
/** Short, since a step may carry the routes of a thousand databases. */
const keyOf = (step: Step): string => hash('sha256', JSON.stringify({ ...step, because: '' }), 'base64')

export function makeAttempts(): Attempts {
  const attempts = new Map<string, Attempt>()

  function note(step: Step, failure: string | null, now: number): void {
    const key = keyOf(step)
    const before = attempts.get(key)
    const count = before && now - before.at < forgetAfterMs + delayMs(before.count) ? before.count + 1 : 1
    attempts.set(key, { count, at: now, failure, notBefore: now + delayMs(failure === null ? count - 1 : count) })
    if (attempts.size > 2_000) sweep(attempts, now)
  }

  const notBefore = (step: Step): number => attempts.get(keyOf(step))?.notBefore ?? 0

  return {
    mayTry: (step, now) => notBefore(step) <= now,
    nextMoment(steps, now) {
      const moments = steps.map(notBefore).filter((it) => it > now)
      return moments.length > 0 ? Math.min(...moments) : undefined
    },
    noteSuccess: (step, now) => note(step, null, now),
    noteFailure: (step, because, now) => note(step, because, now),
    conditions: (planned) =>
      planned.flatMap((step) => {
        const failure = attempts.get(keyOf(step))?.failure
        return failure ? [{ code: conditionOf[step.do], subject: step.subject, because: failure }] : []
      }),
    forgetDelays() {
      for (const [key, attempt] of attempts) attempts.set(key, { ...attempt, count: 0, notBefore: 0 })
    },
  }
}

function sweep(attempts: Map<string, Attempt>, now: number): void {
  for (const [key, { at }] of attempts) if (now - at > 2 * forgetAfterMs) attempts.delete(key)
}
