import { expect, it } from 'vitest'
import { reconnectDelayMs } from './back-off.ts'

it('waits from 0.2 s to 10 s, half of it by chance', () => {
  expect([0, 1, 2, 5, 6, 50].map((attempt) => reconnectDelayMs(attempt, 1))).toEqual([
    200, 400, 800, 6_400, 10_000, 10_000,
  ])
  expect(reconnectDelayMs(0, 0)).toBe(100)
  expect(reconnectDelayMs(99, 0)).toBe(5_000)
})
