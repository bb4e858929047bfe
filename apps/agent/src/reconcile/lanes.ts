import type { Attempts } from './attempts.ts'
import { mustFollow, type Step } from './step.ts'

/** Carries out one step; throws when it failed. */
export type StepApplier = (step: Step) => Promise<void>

/** Where steps are carried out: lanes side by side; inside a lane each step as soon as those it follows are done. */
export interface Lanes {
  /** Marks the beginning of a look at the host. What a lane did since then is not in that look. */
  mark(): number
  /** Starts every lane that has something to do, was idle at the mark and still is. */
  run(steps: readonly Step[], mark: number): void
  isBusy(): boolean
  /** Resolves when every lane has come to rest. */
  rest(): Promise<void>
}

interface LaneWishes {
  readonly apply: StepApplier
  readonly attempts: Attempts
  /** Called whenever a lane has done all it could. */
  readonly onRest: () => void
  readonly onStep: (step: Step, took: { ms: number; failure: unknown }) => void
}

export function makeLanes({ apply, attempts, onRest, onStep }: LaneWishes): Lanes {
  const busy = new Map<string, Promise<void>>()
  const restedAt = new Map<string, number>()
  let count = 0

  async function tryStep(step: Step): Promise<boolean> {
    const begun = performance.now()
    const tell = (failure: unknown) => onStep(step, { ms: Math.round(performance.now() - begun), failure })
    try {
      await apply(step)
      attempts.noteSuccess(step, Date.now())
      tell(undefined)
      return true
    } catch (error) {
      attempts.noteFailure(step, error instanceof Error ? error.message : String(error), Date.now())
      tell(error)
      return false
    }
  }

  return {
    mark: () => ++count,
    run(steps, mark) {
      for (const [lane, its] of Map.groupBy(steps, (step) => step.lane)) {
        if (busy.has(lane) || (restedAt.get(lane) ?? 0) >= mark) continue
        const work = runInOrder(its, { mayTry: (step) => attempts.mayTry(step, Date.now()), tryStep })
        busy.set(
          lane,
          work.then((tried) => {
            busy.delete(lane)
            restedAt.set(lane, count)
            if (tried) onRest()
          }),
        )
      }
    },
    isBusy: () => busy.size > 0,
    rest: async () => {
      await Promise.all(busy.values())
    },
  }
}

interface OrderWishes {
  readonly mayTry: (step: Step) => boolean
  readonly tryStep: (step: Step) => Promise<boolean>
}

/** Runs the steps of one lane; a step whose forerunner failed or waits is left for the next plan. Whether anything was tried. */
async function runInOrder(steps: readonly Step[], { mayTry, tryStep }: OrderWishes): Promise<boolean> {
  let tried = false
  const outcomes = new Map<Step, Promise<boolean>>()
  const outcomeOf = (step: Step): Promise<boolean> => {
    const known = outcomes.get(step)
    if (known) return known
    const before = steps.filter((it) => mustFollow[step.do].includes(it.do))
    const outcome = Promise.all(before.map(outcomeOf)).then((done) => {
      if (!done.every(Boolean) || !mayTry(step)) return false
      tried = true
      return tryStep(step)
    })
    outcomes.set(step, outcome)
    return outcome
  }
  await Promise.all(steps.map(outcomeOf))
  return tried
}
