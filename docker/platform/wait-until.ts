import { setTimeout as pause } from 'node:timers/promises'

export interface Patience {
  /** What is awaited, as a sentence's beginning: "The api". */
  what: string
  withinSeconds: number
  everyMs?: number
}

/**
 * Asks again and again until `look` gives a value. `look` may throw or give a reason as text; the last reason is told
 * when patience ends.
 */
export const waitUntil = async <T>(patience: Patience, look: () => Promise<{ value: T } | string>): Promise<T> => {
  const end = Date.now() + patience.withinSeconds * 1000
  let reason = 'it has not answered'
  for (;;) {
    try {
      const seen = await look()
      if (typeof seen !== 'string') return seen.value
      reason = seen
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
    }
    if (Date.now() > end) throw new Error(`${patience.what} is not ready after ${patience.withinSeconds} s: ${reason}`)
    await pause(patience.everyMs ?? 200)
  }
}
