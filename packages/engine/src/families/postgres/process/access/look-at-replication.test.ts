import { describe, expect, it } from 'vitest'
import { excessSlots, type Slot, trespassers } from './look-at-replication.ts'

const slot = (name: string, change: Partial<Slot> = {}): Slot => ({
  name,
  is_logical: true,
  pid: null,
  at: '1',
  ...change,
})

describe('trespassers', () => {
  const streaming = { pid: 7, state: 'streaming', misnamed: false }

  it('are those who copy the instance, stream without a slot of changes, or bear a member’s name', () => {
    const senders = [
      { pid: 1, state: 'backup', misnamed: false },
      { pid: 2, state: 'catchup', misnamed: false },
      { pid: 3, state: 'startup', misnamed: true },
    ]
    expect(trespassers(senders, [])).toEqual([1, 2, 3])
    expect(trespassers([streaming], [slot('physical', { pid: 7, is_logical: false })])).toEqual([7])
  })

  it('are not those who are idle or stream changes', () => {
    expect(trespassers([{ pid: 1, state: 'startup', misnamed: false }, streaming], [slot('kept', { pid: 7 })])).toEqual(
      [],
    )
  })
})

describe('excessSlots', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => slot(name))

  it('are the newest beyond the bound', () => {
    expect(excessSlots(five, 4, ['e', 'a', 'b', 'c'])).toEqual(['d'])
    expect(
      excessSlots(
        five.map((it, n) => ({ ...it, at: String(10 - n) })),
        4,
        [],
      ),
    ).toEqual(['a'])
    expect(excessSlots(five, 0, [])).toHaveLength(5)
  })

  it('are never in use, and every physical one that is not', () => {
    const newest = slot('z', { at: '99', pid: 3 })
    expect(excessSlots([...five.slice(0, 4), newest], 4, [])).toEqual([])
    expect(excessSlots([slot('stolen', { is_logical: false })], 4, [])).toEqual(['stolen'])
  })
})
