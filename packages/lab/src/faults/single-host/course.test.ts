import { expect, it } from 'vitest'
import { planBlows } from './course.ts'

it('plans the same faults for the same seed, and others for another', () => {
  expect(planBlows(7, 100)).toEqual(planBlows(7, 100))
  expect(planBlows(7, 100)).not.toEqual(planBlows(8, 100))
})

it('strikes each part in each way before any comes again', () => {
  const ways = planBlows(3, 21).map(({ part, strike }) => `${strike} ${part}`)
  expect(new Set(ways).size).toBe(21)
})
