import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const list = ['database list', 'database show', 'host list', 'login']

it('finds the word that was mistyped: a letter more, less, other, or two swapped', () => {
  for (const typed of ['databasee list', 'databse list', 'databaze list', 'dtaabase list'])
    expect(nearest(typed, list)).toBe('database list')
})

it('finds nothing where nothing is near', () => {
  expect(nearest('xylophone', list)).toBeUndefined()
  expect(nearest('', list)).toBeUndefined()
  expect(nearest('login', [])).toBeUndefined()
})
