import { Problem } from '@holdfast/shared/problems/problem'
import { expect, it } from 'vitest'
import { etagOf, readIfMatch } from './if-match.ts'

const read = (header: string | undefined): unknown => {
  try {
    return readIfMatch(header)
  } catch (error) {
    return error instanceof Problem ? error.code : error
  }
}

it.each([
  ['*', '*'],
  [' "3" ', 3],
  [undefined, 'precondition-required'],
  ['', 'invalid-input'],
  ['3', 'invalid-input'],
  ['W/"3"', 'invalid-input'],
  ['"x"', 'invalid-input'],
])('reads %j as %j', (header, expected) => {
  expect(read(header)).toBe(expected)
})

it('makes the ETag from the revision shown', () => {
  expect(etagOf({ revision: 4 })).toBe('"4"')
  expect(etagOf({ database: { revision: 5 }, operation: null })).toBe('"5"')
  expect(etagOf({ items: [] })).toBeUndefined()
  expect(etagOf(undefined)).toBeUndefined()
})
