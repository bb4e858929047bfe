import { describe, expect, it } from 'vitest'
import { rate } from './rate.ts'

const best = (typed: string, ...texts: string[]) =>
  texts
    .map((text) => ({ text, score: rate(typed, text) }))
    .filter(({ score }) => score !== null)
    .toSorted((one, other) => (other.score ?? 0) - (one.score ?? 0))
    .map(({ text }) => text)

describe('what was typed and what it finds', () => {
  it('finds letters in their order and nothing else', () => {
    expect(best('ods', 'orders', 'audit', 'sdo')).toEqual(['orders'])
    expect(rate('ordersx', 'orders')).toBeNull()
    expect(rate('aa', 'a')).toBeNull()
  })
  it('prefers beginnings of words, then neighbors, then the shorter text', () => {
    expect(best('cd', 'Recorded', 'Create database')).toEqual(['Create database', 'Recorded'])
    expect(best('ord', 'over-reported', 'orders')[0]).toBe('orders')
    expect(best('orders', 'orders-2', 'orders')).toEqual(['orders', 'orders-2'])
  })
  it('finds the better of two places for one letter', () => {
    expect(best('sb', 'sales-b', 'substance')[0]).toBe('sales-b')
  })
  it('does not mind case, accents and blanks', () => {
    expect(rate('CREAte  DÁTA', 'Create database')).not.toBeNull()
    expect(rate('zuri', 'Zürich')).not.toBeNull()
  })
  it('takes nothing typed as fitting everything', () => expect(rate('  ', 'orders')).not.toBeNull())
})
