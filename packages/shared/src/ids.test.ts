import { describe, expect, it } from 'vitest'
import { bareId, DatabaseId, newId } from './ids.ts'

describe('ids', () => {
  it('carry their kind, and nothing else is taken for one', () => {
    expect(DatabaseId.safeParse(newId('db')).success).toBe(true)
    for (const wrong of [newId('in'), 'db_', 'db_0123', `${newId('db')}x`, 'db_O0000000000000000000', ''])
      expect(DatabaseId.safeParse(wrong).success).toBe(false)
  })

  it('sort by the time they were made', () => {
    const times = [0, 1, 31, 32, 1_700_000_000_000, 1_800_000_000_000]
    const ids = times.map((time) => newId('op', time))
    expect(ids.toSorted()).toEqual(ids)
  })

  it('do not repeat within a millisecond', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => newId('db', 1))).size).toBe(10_000)
  })

  it('are DNS labels without their prefix', () => {
    expect(bareId(newId('db'))).toMatch(/^[a-z0-9]{20}$/)
  })
})
