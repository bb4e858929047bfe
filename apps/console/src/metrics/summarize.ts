export interface Summary {
  /** The newest figure; null when it is too old to be told as the present one. */
  readonly now: number | null
  readonly least: number
  readonly most: number
  readonly trend: 'rising' | 'falling' | 'steady'
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
/** A change of the mean by less than this share of what the line spans is none. */
const noticeable = 0.15

/** Figures come every ten seconds and take their way: what has none for longer, has none now. */
const freshSeconds = 60

/** The figure at the end of a line whose values are so many seconds apart. */
function present(values: readonly (number | null)[], stepSeconds: number): number | null {
  const mostGaps = Math.max(1, Math.ceil(freshSeconds / stepSeconds))
  return values.slice(-mostGaps - 1).findLast((value) => value !== null) ?? null
}

/** What a line tells, for those who read it: null where it has no figure. The trend compares its last third with its first. */
export function summarize(values: readonly (number | null)[], stepSeconds: number): Summary | null {
  const known = values.filter((value) => value !== null)
  const newest = known.at(-1)
  if (newest === undefined) return null
  const [least, most] = known.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [newest, newest],
  )
  const third = Math.max(1, Math.floor(known.length / 3))
  const change = mean(known.slice(-third)) - mean(known.slice(0, third))
  const isSteady = Math.abs(change) <= (most - least) * noticeable
  return {
    now: present(values, stepSeconds),
    least,
    most,
    trend: isSteady ? 'steady' : change > 0 ? 'rising' : 'falling',
  }
}
