import { isProblem } from '@holdfast/shared/problems/problem'
import { expect, it } from 'vitest'
import { makeAttempts } from './attempts.ts'

const refusal = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return isProblem(error, 'too-many-requests') ? error.facts : error
  }
  return undefined
}

it('refuses the attempt after the last one and says how long to wait', () => {
  let now = 0
  const attempts = makeAttempts({ most: 2, windowSeconds: 60 }, () => now)
  attempts.take('a')
  attempts.take('a')
  now = 15_000
  expect(refusal(() => attempts.take('a'))).toEqual({ retryAfterSeconds: 45 })
  expect(refusal(() => attempts.take('b'))).toBeUndefined()
})

it('begins anew when the window has passed', () => {
  let now = 0
  const attempts = makeAttempts({ most: 1, windowSeconds: 60 }, () => now)
  attempts.take('a')
  now = 60_000
  expect(refusal(() => attempts.take('a'))).toBeUndefined()
})

it('gives an attempt back that turned out right', () => {
  const attempts = makeAttempts({ most: 1, windowSeconds: 60 })
  attempts.take('a')()
  expect(refusal(() => attempts.take('a'))).toBeUndefined()
})
