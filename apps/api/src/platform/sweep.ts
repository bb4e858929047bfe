export interface SweepOptions {
  /** One look at everything that is due. */
  readonly look: () => Promise<void>
  /** Longest time between two looks, in milliseconds. */
  readonly everyMs: number
  readonly onError: (error: unknown) => void
}

export interface Sweep {
  /** Looks now; asked while it looks, it looks once more afterwards. */
  ask(): void
  /** Resolves when the look under way has ended. */
  close(): Promise<void>
}

/** Looks again and again, never twice at a time. What it finds lies in rows, so a look that fails or dies loses nothing. */
export function startSweep({ look, everyMs, onError }: SweepOptions): Sweep {
  let isClosed = false
  let isAsked = false
  let looking: Promise<void> | undefined

  const work = async () => {
    do {
      isAsked = false
      await look().catch(onError)
    } while (isAsked && !isClosed)
    looking = undefined
  }
  const ask = () => {
    isAsked = true
    if (!isClosed) looking ??= work()
  }
  const timer = setInterval(ask, everyMs)
  ask()

  return {
    ask,
    async close() {
      isClosed = true
      clearInterval(timer)
      await looking
    },
  }
}
