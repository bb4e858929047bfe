/** Runs rounds one after another: at once when woken, else after the rest that the last round asked for. */
export interface Rhythm {
  /** Something may have changed. Many wakes in a moment make one round. */
  wake(): void
  /** Begins a round without gathering; while one runs, the next follows at once. */
  now(): void
  /** Resolves when the round that runs has ended; none begins any more. */
  close(): Promise<void>
}

/** Wakes that come closer together than this share a round. */
const gatherMs = 3

/** `round` answers how long to rest in milliseconds; `onFailure` does so for a round that threw. */
export function keepRhythm(round: () => Promise<number>, onFailure: (error: unknown) => number): Rhythm {
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let wokenMeanwhile = false

  const rest = (ms: number): void => {
    clearTimeout(timer)
    if (!closed) timer = setTimeout(begin, ms)
  }

  const begin = (): void => {
    if (closed || running) return
    clearTimeout(timer)
    wokenMeanwhile = false
    running = round()
      .catch(onFailure)
      .then((ms) => {
        running = undefined
        rest(wokenMeanwhile ? gatherMs : ms)
      })
  }

  rest(0)
  return {
    wake() {
      if (running) wokenMeanwhile = true
      else rest(gatherMs)
    },
    now() {
      if (running) wokenMeanwhile = true
      else begin()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
