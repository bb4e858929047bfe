interface Failing {
  readonly onError: (error: unknown) => void
  /** Whether failed work is still wanted, when it is time to try it again. */
  readonly isWanted: () => boolean
  readonly retryAfterMs?: number
}

/**
 * Runs `work` once for any number of calls that come while it runs, and once more after it: the last call always sees
 * a run that began after it. Work that failed is tried again by itself: nobody may ever call again.
 */
export function oneAtATime(
  work: () => Promise<void>,
  { onError, isWanted, retryAfterMs = 1_000 }: Failing,
): () => void {
  let isRunning = false
  let isAsked = false
  const run = async () => {
    isRunning = true
    while (isAsked) {
      isAsked = false
      await work().catch((error) => {
        onError(error)
        setTimeout(() => isWanted() && ask(), retryAfterMs).unref()
      })
    }
    isRunning = false
  }
  const ask = () => {
    isAsked = true
    if (!isRunning) void run()
  }
  return ask
}
