import { describe, expect, it } from 'vitest'
import { type Outcome, tally, tallyText } from './tally.ts'

const outcome = (state: Outcome['state'], because?: string): Outcome => ({
  suite: 'unit',
  name: `a test that ${state}`,
  state,
  because,
})

describe('the sum of a test run', () => {
  it('is the very last line', () => {
    const text = tallyText(tally([outcome('passed'), outcome('passed'), outcome('failed', 'no')], ['unit']))
    expect(text.split('\n').at(-1)).toBe('2 passed, 1 failed')
  })

  it('counts a suite in which nothing ran as a failure', () => {
    expect(tally([outcome('passed')], ['unit', 'e2e'])).toMatchObject({ passed: 1, failed: 1 })
    expect(tally([outcome('skipped')], ['unit'])).toMatchObject({ passed: 0, failed: 1 })
  })

  it('prints skipped tests with their reasons and failures with their messages', () => {
    const text = tallyText(tally([outcome('skipped', 'needs a second disk'), outcome('failed', 'line\nline')], []))
    expect(text).toContain('skipped  unit  a test that skipped: needs a second disk')
    expect(text).toContain('FAILED   unit  a test that failed\n    line\n    line')
  })
})
