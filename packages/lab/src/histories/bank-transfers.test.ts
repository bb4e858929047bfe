import { describe, expect, it } from 'vitest'
import { judgeBank, type Transfer } from './bank-transfers.ts'

const transfers: Transfer[] = [
  { id: 1, from: 0, to: 1, amount: 5, outcome: 'acknowledged' },
  { id: 2, from: 1, to: 2, amount: 3, outcome: 'unknown' },
  { id: 3, from: 2, to: 0, amount: 4, outcome: 'refused' },
]
const run = { opening: [10, 10, 10], transfers, sums: [30, 30] }

describe('a bank', () => {
  it('may have done what nobody was told of, or not', () => {
    expect(judgeBank(run, { balances: [5, 15, 10], transfers: [1] })).toEqual([])
    expect(judgeBank(run, { balances: [5, 12, 13], transfers: [1, 2] })).toEqual([])
  })

  it.each([
    ['an acknowledged transfer that is gone', { balances: [10, 10, 10], transfers: [] }, 'acknowledged and gone: 1'],
    ['a refused one that is there', { balances: [9, 15, 6], transfers: [1, 3] }, 'refused and there all the same: 3'],
    ['one that nobody sent', { balances: [5, 15, 10], transfers: [1, 9] }, 'there and never sent: 9'],
    ['half of a transfer', { balances: [5, 10, 10], transfers: [1] }, 'do not explain: accounts 1'],
    ['money that came from nowhere', { balances: [5, 16, 10], transfers: [1] }, 'the bank holds 31 and opened with 30'],
    ['a transfer applied twice', { balances: [0, 20, 10], transfers: [1] }, 'do not explain: accounts 0, 1'],
  ])('is caught with %s', (_, found, complaint) => {
    expect(judgeBank(run, found).join('\n')).toContain(complaint)
  })

  it('is caught when a reader saw half of a transfer', () => {
    const seen = { ...run, sums: [30, 25] }
    expect(judgeBank(seen, { balances: [5, 15, 10], transfers: [1] })).toEqual([
      'a reader saw half of a transfer: sums 25 (1 in all), not 30',
    ])
  })
})
