export type Ratio = { mean: number; low: number; high: number; n: number }

/** Geometric mean of the ratios of pairs, with its 95 % interval by Student's t on their logarithms. Needs two pairs. */
export function ratioOf(pairs: readonly (readonly [number, number])[]): Ratio {
  const logs = pairs.map(([one, other]) => Math.log(one / other))
  const n = logs.length
  if (n < 2) throw new Error('an interval needs at least two pairs')
  const mean = logs.reduce((sum, log) => sum + log, 0) / n
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (n - 1)
  const half = studentT(n - 1) * Math.sqrt(variance / n)
  return { mean: Math.exp(mean), low: Math.exp(mean - half), high: Math.exp(mean + half), n }
}

/** The 97.5 % point of Student's t, by the expansion around the normal one; right to 1 % from five degrees of freedom on. */
export function studentT(degrees: number): number {
  const z = 1.959964
  const first = (z ** 3 + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3
}
