import { problemCatalogue } from '@holdfast/shared/problems/catalogue'
import { expect, it } from 'vitest'
import { statusOf } from './problem-status.ts'

it('gives every problem of the catalogue a status, and knows no other', () => {
  expect(Object.keys(statusOf).toSorted()).toEqual(Object.keys(problemCatalogue).toSorted())
})

it('answers with 5xx only where the caller is not at fault', () => {
  const fives = Object.entries(statusOf).filter(([, status]) => status >= 500)
  expect(fives.map(([code]) => code).toSorted()).toEqual([
    'host-silent',
    'metrics-unavailable',
    'unavailable',
    'unexpected',
  ])
})
