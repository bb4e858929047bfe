import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Color = readonly [red: number, green: number, blue: number]

/** OKLCH to linear sRGB (Björn Ottosson's matrices). */
function linear(lightness: number, chroma: number, hue: number): Color {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

const luminance = ([red, green, blue]: Color) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
const contrast = (one: Color, other: Color) => {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

const sheet = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...sheet.matchAll(/--([a-z0-9-]+): light-dark\(oklch\(([^)/]+)\), oklch\(([^)/]+)\)\);/g)].map(
    ([, name = '', light = '', dark = '']) => {
      const [one, other] = [light, dark].map((text) => {
        const [lightness = 0, chroma = 0, hue = 0] = text.split(' ').map(Number)
        return linear(lightness, chroma, hue)
      })
      return [name, { light: one, dark: other }] as const
    },
  ),
)
const color = (name: string, theme: 'light' | 'dark'): Color => {
  const found = tokens.get(name)?.[theme]
  if (!found) throw new Error(`no token --${name}`)
  return found
}

const pairs: readonly (readonly [front: string, back: string, least: number])[] = [
  ...['text', 'text-2', 'text-3'].flatMap((front) =>
    ['surface', 'hover', 'canvas', 'sunken', 'raised'].map((back) => [front, back, 4.5] as const),
  ),
  ...['surface', 'canvas', 'sunken', 'accent-soft', 'hover'].map((back) => ['accent', back, 4.5] as const),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ['on-accent', 'bad', 4.5],
  ...['ok', 'warn', 'bad', 'busy'].flatMap((front) => [
    [front, `${front}-soft`, 4.5] as const,
    [front, 'canvas', 4.5] as const,
  ]),
  ['text', 'bad-soft', 4.5],
  ['line-strong', 'surface', 3],
  ['line-strong', 'sunken', 3],
  ['focus', 'surface', 3],
  ['focus', 'sunken', 3],
  ...['s1', 's2', 's3', 's4', 's5', 's6'].map((front) => [front, 'surface', 3] as const),
]

describe.each(['light', 'dark'] as const)('tokens in the %s theme', (theme) => {
  it.each(pairs)('--%s stands out from --%s by at least %d', (front, back, least) => {
    expect(contrast(color(front, theme), color(back, theme))).toBeGreaterThanOrEqual(least)
  })

  it('lie inside sRGB', () => {
    for (const name of tokens.keys())
      for (const channel of color(name, theme)) {
        expect(channel, name).toBeGreaterThan(-0.001)
        expect(channel, name).toBeLessThan(1.001)
      }
  })
})
