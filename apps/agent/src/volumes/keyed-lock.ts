/** Runs work of one key after another, work of different keys side by side. */
export type KeyedLock = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

export function makeKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const before = tails.get(key) ?? Promise.resolve()
    const mine = before.catch(() => undefined).then(work)
    tails.set(key, mine)
    try {
      return await mine
    } finally {
      if (tails.get(key) === mine) tails.delete(key)
    }
  }
}
