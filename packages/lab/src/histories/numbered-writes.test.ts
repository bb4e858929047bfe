import { expect, it } from 'vitest'
import { judgeNumbers } from './numbered-writes.ts'

const history = { attempted: new Set([1, 2, 3, 4]), acknowledged: new Set([1, 2, 4]) }

it('is content with every acknowledged number, whether or not the others are there', () => {
  expect(judgeNumbers(history, [1, 2, 4])).toEqual([])
  expect(judgeNumbers(history, [1, 2, 3, 4])).toEqual([])
})

it('finds an acknowledged number that is gone', () => {
  expect(judgeNumbers(history, [1, 4])).toEqual(['acknowledged and gone: 2 (1 in all)'])
})

it('finds a number that nobody wrote, and one that is there twice', () => {
  expect(judgeNumbers(history, [1, 2, 4, 7])).toEqual(['there and never written: 7'])
  expect(judgeNumbers(history, [1, 2, 2, 4])).toEqual(['1 numbers are there twice'])
})
