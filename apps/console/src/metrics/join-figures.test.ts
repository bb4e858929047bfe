import type { MetricsView } from '@holdfast/shared/contract/metric-routes'
import { describe, expect, it } from 'vitest'
import { goesOn, joinFigures } from './join-figures.ts'

const at = (second: number) => new Date(second * 1000).toISOString()
const figures = (from: number, values: (number | null)[], labels: Record<string, string> = {}): MetricsView => ({
  from: at(from),
  to: at(from + (values.length - 1) * 10),
  stepSeconds: 10,
  series: [{ name: 'cpu', labels, values }],
})

describe('figures that come one after the other', () => {
  it('are one line: newer ones replace what was not complete yet, the oldest leave', () => {
    const joined = joinFigures(figures(1000, [1, 2, 3, 4]), figures(1020, [30, 40, 50]), 30)
    expect(joined).toEqual({ ...figures(1010, [2, 30, 40, 50]) })
  })

  it('keep a gap where nothing came', () => {
    const joined = joinFigures(figures(1000, [1, null]), figures(1020, [null, 3]), 100)
    expect(joined.series[0]?.values).toEqual([1, null, null, 3])
  })

  it('have a gap before an instance that is new, and behind one that is gone', () => {
    const joined = joinFigures(figures(1000, [1, 2], { instance: 'a' }), figures(1020, [3], { instance: 'b' }), 100)
    expect(joined.series).toEqual([
      { name: 'cpu', labels: { instance: 'a' }, values: [1, 2, null] },
      { name: 'cpu', labels: { instance: 'b' }, values: [null, null, 3] },
    ])
  })

  it('forget a line when nothing of it is left', () => {
    const joined = joinFigures(figures(1000, [1, null], { instance: 'a' }), figures(1020, [3, 4]), 10)
    expect(joined.series.map(({ labels }) => labels)).toEqual([{}])
  })

  it('cannot be joined over a hole, nor on another grid', () => {
    const known = figures(1000, [1, 2])
    expect(goesOn(known, figures(1020, [3]))).toBe(true)
    expect(goesOn(known, figures(1030, [3]))).toBe(false)
    expect(goesOn(known, figures(1005, [3]))).toBe(false)
    expect(goesOn(known, { ...figures(1010, [3]), stepSeconds: 20 })).toBe(false)
  })
})
