import { describe, expect, it } from 'vitest'
import { formatAge } from './moments.ts'

const now = Date.UTC(2026, 10, 21, 14)
const before = (ms: number) => formatAge(now - ms, now).replaceAll('\u202f', ' ')

describe('moments', () => {
  it.each([
    [0, 'just now'],
    [12_000, '12 s ago'],
    [14 * 60_000 + 5000, '14 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [6 * 86_400_000, '6 d ago'],
  ])('%d ms before is %s', (ms, text) => expect(before(ms)).toBe(text))

  it('are dates after a week', () => expect(before(8 * 86_400_000)).toBe('13 Nov 2026'))
})
