import type { Database } from '../platform/database/database.ts'
import { numberEvents } from './event-store.ts'

export interface SequencerOptions {
  /** Longest time without a look, in milliseconds; notifications make it far shorter. */
  everyMs?: number
  onError?: (error: unknown) => void
}

/**
 * Gives committed events their gapless numbers. Runs in every replica: an advisory lock lets one of them work at a time, and
 * all of them hear of every commit, so whoever is alive goes on.
 */
export function startSequencer(
  database: Database,
  { everyMs = 500, onError = () => {} }: SequencerOptions = {},
): { close(): Promise<void> } {
  let isClosed = false
  let isAsked = false
  let working: Promise<void> | undefined

  const work = async () => {
    do {
      isAsked = false
      try {
        // A full batch means that more may wait.
        while (!isClosed && (await database.transaction(numberEvents)) === 'more');
      } catch (error) {
        onError(error)
      }
    } while (isAsked && !isClosed)
    working = undefined
  }

  const ask = () => {
    isAsked = true
    if (!isClosed) working ??= work()
  }

  const stopListening = database.listen('unnumbered', ask)
  const timer = setInterval(ask, everyMs)
  ask()

  return {
    async close() {
      isClosed = true
      clearInterval(timer)
      stopListening()
      await working
    },
  }
}
