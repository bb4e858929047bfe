import type { Database } from '../platform/database/database.ts'
import { numberEvents } from './event-store.ts'

export interface SequencerOptions {
  /** Longest time without a look, in milliseconds; notifications make it far shorter. */
  everyMs?: number
  onError?: (error: unknown) => void
}

export interface Sequencer {
  /** Milliseconds since it last looked for events without a number; endless before the first time. */
  idleMs(): number
  close(): Promise<void>
}

/**
 * Gives committed events their gapless numbers. Runs in every replica: an advisory lock lets one of them work at a time, and
 * all of them hear of every commit, so whoever is alive goes on.
 */
export function startSequencer(
  database: Database,
  { everyMs = 500, onError = () => {} }: SequencerOptions = {},
): Sequencer {
  let isClosed = false
  let isAsked = false
  let turnedAt = Number.NEGATIVE_INFINITY
  let working: Promise<void> | undefined

  const work = async () => {
    do {
      isAsked = false
      try {
        // A full batch means that more may wait.
        while (!isClosed && (await database.transaction(numberEvents)) === 'more');
        turnedAt = performance.now()
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
    idleMs: () => performance.now() - turnedAt,
    async close() {
      isClosed = true
      clearInterval(timer)
      stopListening()
      await working
    },
  }
}
