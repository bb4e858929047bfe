export interface ReadTogetherOptions {
  /** Reads under way at a time; calls gather while there are so many. */
  readonly atOnce?: number
  /** Most calls of one read. */
  readonly most?: number
}

interface Waiting<Asked, Found> {
  readonly asked: Asked
  readonly resolve: (found: Found) => void
  readonly reject: (error: unknown) => void
}

/**
 * One read for many calls: those that come while others are being read are read together afterwards. Each read begins after its
 * calls, so nobody is told less than the truth of that moment, and nothing is kept. `read` answers in the order of the asked.
 */
export function readTogether<Asked, Found>(
  read: (asked: readonly Asked[]) => Promise<readonly Found[]>,
  { atOnce = 2, most = 100 }: ReadTogetherOptions = {},
): (asked: Asked) => Promise<Found> {
  const waiting: Waiting<Asked, Found>[] = []
  let underWay = 0

  const next = async (): Promise<void> => {
    if (underWay >= atOnce || waiting.length === 0) return
    const calls = waiting.splice(0, most)
    underWay++
    try {
      const found = await read(calls.map(({ asked }) => asked))
      if (found.length !== calls.length) throw new Error(`${calls.length} were asked for and ${found.length} were read`)
      for (const [n, one] of found.entries()) calls[n]?.resolve(one)
    } catch (error) {
      for (const { reject } of calls) reject(error)
    } finally {
      underWay--
      void next()
    }
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      // Whatever else has come by now is read along.
      setImmediate(next)
    })
}
