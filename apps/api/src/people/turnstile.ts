import { Problem } from '@holdfast/shared/problems/problem'

/** Lets at most `width` pieces of work run at once and at most `queue` wait; more are refused with `too-many-requests`. */
export function makeTurnstile(width: number, queue: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= width) {
      if (waiting.length >= queue) throw new Problem('too-many-requests', { retryAfterSeconds: 1 })
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
