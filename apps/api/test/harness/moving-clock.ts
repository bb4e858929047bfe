import type { Clock } from '../../src/platform/clock.ts'

export interface MovingClock extends Clock {
  advance(seconds: number): void
}

/** A clock that stands still unless a test moves it. */
export function movingClock(start = new Date()): MovingClock {
  let now = start.getTime()
  return {
    now: () => new Date(now),
    advance(seconds) {
      now += seconds * 1000
    },
  }
}
