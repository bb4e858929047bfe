import { Problem } from '@holdfast/shared/problems/problem'

interface Window {
  startedAt: number
  count: number
}

export interface AttemptLimit {
  readonly most: number
  readonly windowSeconds: number
}

/** Counts attempts by subject in fixed windows. Memory is bounded: the oldest subjects are forgotten first. */
export interface Attempts {
  /** Takes one attempt, or throws `too-many-requests` with the seconds left. Returns how to give it back. */
  take(subject: string): () => void
}

const mostSubjects = 20_000

export function makeAttempts(limit: AttemptLimit, now: () => number = Date.now): Attempts {
  const windows = new Map<string, Window>()
  const length = limit.windowSeconds * 1000
  return {
    take(subject) {
      const at = now()
      let window = windows.get(subject)
      if (!window || at - window.startedAt >= length) {
        window = { startedAt: at, count: 0 }
        windows.delete(subject)
        windows.set(subject, window)
        forgetOldest(windows)
      }
      if (window.count >= limit.most)
        throw new Problem('too-many-requests', {
          retryAfterSeconds: Math.max(1, Math.ceil((window.startedAt + length - at) / 1000)),
        })
      const taken = window
      taken.count++
      return () => {
        taken.count = Math.max(0, taken.count - 1)
      }
    },
  }
}

function forgetOldest(windows: Map<string, Window>): void {
  for (const subject of windows.keys()) {
    if (windows.size <= mostSubjects) return
    windows.delete(subject)
  }
}
