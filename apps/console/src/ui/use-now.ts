import { useSyncExternalStore } from 'react'

/** One clock for everything on the page that tells time. */
function createTicker(everyMs: number) {
  const listeners = new Set<() => void>()
  let now = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    now = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    now: () => now,
    subscribe: (listener: () => void) => {
      if (listeners.size === 0) {
        now = Date.now()
        timer = setInterval(tick, everyMs)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearInterval(timer)
      }
    },
  }
}

const tickers = { second: createTicker(1000), calm: createTicker(30_000) }

/** Milliseconds since 1970, told anew each second, or each half minute where seconds do not matter. */
export function useNow(pace: keyof typeof tickers = 'second'): number {
  const { subscribe, now } = tickers[pace]
  return useSyncExternalStore(subscribe, now)
}
