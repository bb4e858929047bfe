import { isProblem } from '@holdfast/shared/problems/problem'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { parseInput, toPointer } from './field-errors.ts'

const Body = z.strictObject({ name: z.string().min(1), labels: z.record(z.string(), z.string().max(3)).default({}) })

const errorsOf = (given: unknown, under: readonly string[] = []) => {
  try {
    parseInput(Body, given, under)
  } catch (error) {
    return isProblem(error, 'invalid-input') ? (error.errors ?? []).map(({ pointer, code }) => [pointer, code]) : error
  }
  return 'accepted'
}

it('escapes pointers as RFC 6901 says', () => {
  expect(toPointer(['a/b', 'c~d', 0])).toBe('/a~1b/c~0d/0')
})

it('names every wrong field at once', () => {
  expect(errorsOf({ name: '', labels: { 'a/b': 'long' }, more: 1 })).toEqual([
    ['/name', 'too_small'],
    ['/labels/a~1b', 'too_big'],
    ['/more', 'unrecognized_keys'],
  ])
})

it('points into the query when the query is wrong', () => {
  expect(errorsOf({ name: '' }, ['query'])).toEqual([['/query/name', 'too_small']])
})

it('refuses text that cannot be stored', () => {
  expect(errorsOf({ name: 'a\0b' })).toEqual([['/name', 'invalid_characters']])
  expect(errorsOf({ name: 'x', labels: { k: '\ud800' } })).toEqual([['/labels/k', 'invalid_characters']])
})

it('refuses a body that is missing', () => {
  expect(errorsOf(undefined)).toEqual([['', 'invalid_type']])
})
