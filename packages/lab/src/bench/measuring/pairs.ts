import { ratioOf } from '../../statistics/ratio.ts'

/** The first ÷ the second, measured in turn so that a busy minute of the machine meets both; with both medians. */
export async function measurePairs(
  count: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<Record<'ratio' | 'low95' | 'high95' | 'n' | 'p50_tps' | 'straight_p50_tps', number>> {
  const pairs: [number, number][] = []
  for (let n = 0; n < count; n++) {
    if (n % 2 === 0) pairs.push([await one(), await other()])
    else {
      const second = await other()
      pairs.push([await one(), second])
    }
  }
  const { mean, low, high, n } = ratioOf(pairs)
  const median = (at: 0 | 1) => Math.round(pairs.map((pair) => pair[at]).toSorted((a, b) => a - b)[n >> 1] ?? 0)
  return { ratio: mean, low95: low, high95: high, n, p50_tps: median(0), straight_p50_tps: median(1) }
}
