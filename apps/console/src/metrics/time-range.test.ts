import { describe, expect, it } from 'vitest'
import { readRange, scaleRange, shiftRange, spanOf, stepOf, writeRange } from './time-range.ts'

const now = Date.parse('2026-11-21T12:00:00Z') / 1000
const moments = { from: '2026-11-21T10:00:00.000Z', to: '2026-11-21T11:00:00.000Z' }

describe('the range of the charts', () => {
  it('is the last hour, live, where the address says nothing', () => {
    expect(readRange({}, now)).toEqual({ from: now - 3600, to: now, isLive: true })
    expect(spanOf({})).toBe('-1h')
  })

  it('moves on where the address names a span', () => {
    expect(readRange({ from: '-7d' }, now)).toEqual({ from: now - 604_800, to: now, isLive: true })
  })

  it('stands between two moments, the same for everybody who opens the address', () => {
    expect(readRange(moments, now)).toEqual({ from: now - 7200, to: now - 3600, isLive: false })
    expect(spanOf(moments)).toBeNull()
  })

  it.each([{ from: 'yesterday' }, { from: moments.to, to: moments.from }, { from: 'x', to: 'y' }])(
    'is the usual one where the address makes no sense: %o',
    (words) => expect(readRange(words, now)).toMatchObject({ to: now, isLive: true, from: now - 3600 }),
  )

  it('ends now at the latest', () => {
    expect(writeRange(now - 60, now + 600, now).to).toBe('2026-11-21T12:00:00.000Z')
  })

  it('is never narrower than half a minute nor wider than 30 days', () => {
    const width = ({ from = '', to = '' }) => (Date.parse(to) - Date.parse(from)) / 1000
    expect(width(writeRange(now - 100, now - 99, now))).toBe(30)
    expect(width(scaleRange(readRange({ from: '-30d' }, now), 4, now))).toBe(2_592_000)
  })

  it('is followed and preceded by its like', () => {
    const range = readRange(moments, now)
    expect(shiftRange(range, -1, now)).toEqual({ from: '2026-11-21T09:00:00.000Z', to: moments.from })
    expect(shiftRange(range, 1, now)).toEqual({ from: moments.to, to: '2026-11-21T12:00:00.000Z' })
    expect(scaleRange(range, 0.5, now)).toEqual({ from: '2026-11-21T10:15:00.000Z', to: '2026-11-21T10:45:00.000Z' })
  })

  it('has at most so many figures in a line, and one a second where it is short', () => {
    expect(stepOf(readRange({ from: '-15m' }, now), 900)).toBe(1)
    expect(stepOf(readRange({ from: '-1h' }, now), 900)).toBe(4)
    expect(stepOf(readRange({ from: '-30d' }, now), 900)).toBe(2880)
  })
})
