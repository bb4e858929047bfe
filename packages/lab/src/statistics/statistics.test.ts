import { expect, it } from 'vitest'
import { figures } from './figures.ts'
import { ratioOf, studentT } from './ratio.ts'

const range = (n: number) => Array.from({ length: n }, (_, i) => n - i)

it('names only percentiles that the number of values carries', () => {
  expect(figures(range(40))).toEqual({ p50: 20, max: 40 })
  expect(figures(range(50))).toEqual({ p50: 25, p90: 45, max: 50 })
  expect(figures(range(500))).toEqual({ p50: 250, p90: 450, p99: 495, max: 500 })
})

it('takes the geometric mean, so that twice and half cancel out', () => {
  const { mean, low, high } = ratioOf([
    [2, 1],
    [1, 2],
    [3, 3],
  ])
  expect(mean).toBeCloseTo(1)
  expect(low * high).toBeCloseTo(1)
})

it.each([
  [5, 2.571],
  [9, 2.262],
  [30, 2.042],
])("knows Student's t for %d degrees of freedom", (degrees, t) =>
  expect(Math.abs(studentT(degrees) / t - 1)).toBeLessThan(0.01),
)
