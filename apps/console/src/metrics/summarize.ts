export interface Summary {
  readonly now: number
  readonly least: number
  readonly most: number
  readonly trend: 'rising' | 'falling' | 'steady'
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
/** A change of the mean by less than this share of what the line spans is none. */
const noticeable = 0.15

/** What a line tells, for those who read it: null where it has no figure. The trend compares its last third with its first. */
export function summarize(values: readonly (number | null)[]): Summary | null {
  const known = values.filter((value) => value !== null)
  const now = known.at(-1)
  if (now === undefined) return null
  const [least, most] = known.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [now, now])
  const third = Math.max(1, Math.floor(known.length / 3))
  const change = mean(known.slice(-third)) - mean(known.slice(0, third))
  const isSteady = Math.abs(change) <= (most - least) * noticeable
  return { now, least, most, trend: isSteady ? 'steady' : change > 0 ? 'rising' : 'falling' }
}
