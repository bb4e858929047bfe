import { describe, expect, it } from 'vitest'
import { onGrid, timeGrid } from './time-grid.ts'

const now = new Date('2030-01-02T03:04:05Z')
const at = (text: string) => Date.parse(`2030-01-02T${text}Z`) / 1000

describe('the grid of a range', () => {
  it('is the last hour in steps of 15 s when nothing is wished', () => {
    expect(timeGrid({}, now)).toEqual({ from: at('02:04:00'), to: at('03:04:00'), step: 15 })
  })

  it('keeps the step that is wished, and makes it coarser only where it would be too many points', () => {
    const from = '2030-01-02T03:00:00Z'
    expect(timeGrid({ from, stepSeconds: 7 }, now).step).toBe(7)
    for (const days of [1, 7, 30, 400, 4_000]) {
      const wish = { from: new Date(now.getTime() - days * 86_400_000).toISOString(), stepSeconds: 1 }
      const { from: first, to, step } = timeGrid(wish, now)
      expect((to - first) / step + 1).toBeLessThanOrEqual(2_000)
    }
  })

  it('does not run backwards', () => {
    expect(() => timeGrid({ from: '2030-01-03T00:00:00Z' }, now)).toThrow(/\/from/)
  })
})

describe('values on a grid', () => {
  it('are null where nothing was told, and where what was told is no number', () => {
    const grid = { from: 100, to: 140, step: 10 }
    expect(
      onGrid(grid, [
        [110, '1.5'],
        [120, 'NaN'],
        [140, '0'],
        [150, '9'],
      ]),
    ).toEqual([null, 1.5, null, null, 0])
  })
})
