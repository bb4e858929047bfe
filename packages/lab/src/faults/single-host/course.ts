import { type PartName, partNames } from './parts.ts'
import { type Strike, strikes } from './strike.ts'

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One fault as planned: whom of a part it hits is decided by `which` (0 up to 1) among those that are there by then. */
export interface Blow {
  readonly part: PartName
  readonly which: number
  readonly strike: Strike
  /** After the blow before. */
  readonly afterMs: number
  /** How long a frozen part is frozen. */
  readonly forMs: number
}

const longestPauseMs = 1_500
/** Longer than a host may be silent, and shorter than anybody's patience. */
const longestFreezeMs = 8_000

/** The faults of a seed. Each part and each way comes as often as any other; the order is chance. */
export function planBlows(seed: number, count: number): Blow[] {
  const chance = seededChance(seed)
  const ways = partNames.flatMap((part) => strikes.map((strike) => ({ part, strike })))
  const rounds = Array.from({ length: Math.ceil(count / ways.length) }, () => shuffled(ways, chance)).flat()
  return rounds.slice(0, count).map((way) => ({
    ...way,
    which: chance(),
    afterMs: Math.round(chance() * longestPauseMs),
    forMs: Math.round(chance() * longestFreezeMs),
  }))
}

const shuffled = <Item>(items: readonly Item[], chance: () => number): Item[] =>
  items
    .map((item) => ({ item, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)

export const blowText = ({ part, which, strike, afterMs, forMs }: Blow): string =>
  `${afterMs} ms later: ${strike} ${part} ${which.toFixed(2)}${strike === 'freeze' ? ` for ${forMs} ms` : ''}`
