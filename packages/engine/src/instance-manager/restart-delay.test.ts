import { expect, it } from 'vitest'
import { restartDelay } from './restart-delay.ts'

it('starts again at once, then ever later, then every half minute', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 100].map(restartDelay)).toEqual([0, 1, 2, 5, 10, 30, 30, 30])
})
