import { describe, expect, it } from 'vitest'
import { sparklinePath } from './sparkline-path.ts'

describe('a small line', () => {
  it('begins at zero and reaches its greatest figure', () =>
    expect(sparklinePath([0, 5, 10], 100, 20)).toBe('M0.0 20.0L50.0 10.0L100.0 0.0'))
  it('has a gap where there is no figure', () =>
    expect(sparklinePath([1, null, 1], 100, 20)).toBe('M0.0 0.0M100.0 0.0'))
  it('lies flat where nothing happens', () => expect(sparklinePath([0, 0], 100, 20)).toBe('M0.0 20.0L100.0 20.0'))
})
