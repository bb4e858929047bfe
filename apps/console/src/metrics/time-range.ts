/** What the address says of the range: `-1h` for both ends moving, or two moments in ISO 8601. */
export interface RangeWords {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** In seconds since 1970. A live range ends now, and goes on. */
export interface TimeRange {
  readonly from: number
  readonly to: number
  readonly isLive: boolean
}

export const spans = ['-15m', '-1h', '-6h', '-24h', '-7d', '-30d'] as const
export type Span = (typeof spans)[number]
export const usualSpan: Span = '-1h'

const seconds: Readonly<Record<Span, number>> = {
  '-15m': 900,
  '-1h': 3600,
  '-6h': 21_600,
  '-24h': 86_400,
  '-7d': 604_800,
  '-30d': 2_592_000,
}
/** Nearer than this there is nothing more to see. */
const shortest = 30
const longest = seconds['-30d']

/** The span of a range that moves; null for one between two moments. */
export function spanOf({ from, to }: RangeWords): Span | null {
  if (from === undefined) return usualSpan
  return to === undefined ? (spans.find((span) => span === from) ?? null) : null
}

const moment = (word: string | undefined): number | undefined => {
  const at = word === undefined ? Number.NaN : Date.parse(word)
  return Number.isFinite(at) ? at / 1000 : undefined
}

/** The range that an address means, at this moment. What cannot be read is the usual range. */
export function readRange(words: RangeWords, now: number): TimeRange {
  const span = spanOf(words)
  const from = moment(words.from)
  if (span === null && from !== undefined) {
    const to = Math.min(moment(words.to) ?? now, now)
    if (from < to) return { from: Math.max(from, to - longest), to, isLive: false }
  }
  return { from: now - seconds[span ?? usualSpan], to: now, isLive: true }
}

const iso = (at: number) => new Date(Math.round(at) * 1000).toISOString()

/** Two moments as an address says them; never narrower than what can be seen, never beyond now. */
export function writeRange(from: number, to: number, now: number): RangeWords {
  const width = Math.min(longest, Math.max(shortest, to - from))
  const middle = (from + to) / 2
  const end = Math.min(now, middle + width / 2)
  return { from: iso(end - width), to: iso(end) }
}

/** The range before or after this one, of the same width. */
export function shiftRange({ from, to }: TimeRange, periods: number, now: number): RangeWords {
  const by = (to - from) * periods
  return writeRange(from + by, to + by, now)
}

/** Wider by this factor, or narrower below one, about the same middle. */
export function scaleRange({ from, to }: TimeRange, factor: number, now: number): RangeWords {
  const half = ((to - from) / 2) * factor
  const middle = (from + to) / 2
  return writeRange(middle - half, middle + half, now)
}

/** How far apart the figures of a line of so many points are. */
export const stepOf = ({ from, to }: TimeRange, points: number): number => Math.max(1, Math.ceil((to - from) / points))
