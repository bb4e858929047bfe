import { describe, expect, it } from 'vitest'
import { makeAttempts } from './attempts.ts'
import type { Step } from './step.ts'

const step: Step = { do: 'close-volume', lane: 'db', subject: 'vo', volumeId: 'vo', because: 'a test' }
const now = 1_000_000

describe('attempts', () => {
  it('let a failed step wait longer each time, up to half a minute', () => {
    const attempts = makeAttempts()
    const waits: number[] = []
    let at = now
    for (let n = 0; n < 8; n++) {
      attempts.noteFailure(step, 'no', at)
      const next = attempts.nextMoment([step], at) ?? at
      waits.push(next - at)
      at = next
    }
    expect(waits).toEqual([500, 1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000])
  })

  it('let a step that had no effect be repeated once at once, then with delays', () => {
    const attempts = makeAttempts()
    attempts.noteSuccess(step, now)
    expect(attempts.mayTry(step, now)).toBe(true)
    attempts.noteSuccess(step, now)
    expect(attempts.mayTry(step, now)).toBe(false)
    expect(attempts.mayTry(step, now + 500)).toBe(true)
  })

  it('forget after a quiet minute', () => {
    const attempts = makeAttempts()
    for (let n = 0; n < 5; n++) attempts.noteSuccess(step, now)
    attempts.noteSuccess(step, now + 200_000)
    expect(attempts.mayTry(step, now + 200_000)).toBe(true)
  })

  it('are a condition for as long as the step is still planned and has not succeeded', () => {
    const attempts = makeAttempts()
    attempts.noteFailure(step, 'it is busy', now)
    const failed = [{ code: 'volume-failed', subject: 'vo', because: 'it is busy' }]
    expect(attempts.conditions([step])).toEqual(failed)
    expect(attempts.conditions([{ ...step, because: 'another reason' }])).toEqual(failed)
    expect(attempts.conditions([])).toEqual([])
    attempts.noteSuccess(step, now)
    expect(attempts.conditions([step])).toEqual([])
  })

  it('are all new chances after a newer page', () => {
    const attempts = makeAttempts()
    attempts.noteFailure(step, 'no', now)
    attempts.forgetDelays()
    expect(attempts.mayTry(step, now)).toBe(true)
  })
})
