/**
 * Figures of a sample, in the unit of its values: the median, the longest, and a percentile p only where it means something
 * (n ≥ 5 / (1 − p), so p90 from 50 values on and p99 from 500).
 */
export function figures(values: readonly number[]): Record<string, number> {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
  const longest = sorted.at(-1) ?? Number.NaN
  return {
    p50: at(0.5),
    ...(sorted.length >= 50 && { p90: at(0.9) }),
    ...(sorted.length >= 500 && { p99: at(0.99) }),
    max: longest,
  }
}
