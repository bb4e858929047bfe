import { once } from './once.ts'

/** A narrow no-break space parts a figure from its unit. */
const gap = '\u202f'
const locale = 'en'

const whole = once(() => new Intl.NumberFormat(locale))
const threeDigits = once(() => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }))
const twoDigits = once(() => new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }))
const plurals = once(() => new Intl.PluralRules(locale))
const conjunction = once(() => new Intl.ListFormat(locale, { type: 'conjunction' }))

/** Most figures of a page have nothing to group and nothing to round: they need no formatter. */
const isPlain = (figure: number) => Number.isInteger(figure) && figure >= 0 && figure < 1000

export const formatCount = (count: number): string => (isPlain(count) ? String(count) : whole().format(count))
const withThreeDigits = (figure: number): string => (isPlain(figure) ? String(figure) : threeDigits().format(figure))

/** Any figure with three significant digits: `0.25`, `12.4`, `1,230`. */
export const formatFigure = (figure: number): string => withThreeDigits(figure)

/** Bytes in binary units with three significant digits: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${withThreeDigits(bytes / 1024 ** power)}${gap}${units[power]}`
}

/** A share of one as percent: `61 %`. */
export const formatShare = (share: number): string => `${Math.round(share * 100)}${gap}%`

/** How long, in the two units that matter: `340 ms`, `0.9 s`, `12 s`, `3 min 12 s`, `6 d 3 h`. */
export function formatDuration(ms: number): string {
  if (ms < 500) return `${Math.round(ms)}${gap}ms`
  if (ms < 10_000) return `${twoDigits().format(ms / 1000)}${gap}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds}${gap}s`
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
  const first = parts.findIndex(([amount]) => amount > 0)
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${gap}${unit}`)
    .join(' ')
}

/** How long in whole seconds, for what counts them: `0 s`, `12 s`, `3 min 12 s`. */
export function formatSeconds(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return seconds < 120 ? `${seconds}${gap}s` : formatDuration(seconds * 1000)
}

/** A count with its noun in the right number: `1 database`, `3 databases`. */
export function formatPlural(count: number, one: string, other: string): string {
  const word = (isPlain(count) ? count === 1 : plurals().select(count) === 'one') ? one : other
  return `${formatCount(count)} ${word}`
}

/** `a, b and c`. */
export const formatList = (items: readonly string[]): string => conjunction().format(items)
