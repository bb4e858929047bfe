import { describe, expect, it } from 'vitest'
import { readStartArguments } from './start-arguments.ts'

describe('arguments of npm start', () => {
  it('starts plainly or with the demo', () => {
    expect(readStartArguments([])).toEqual({ isDemo: false })
    expect(readStartArguments(['--demo'])).toEqual({ isDemo: true })
  })

  it.each([
    [['--hosts', '3'], /Simulated hosts \(--hosts\) come with a later version/],
    [['--recover', 'kit'], /\(--recover\) comes with a later version/],
    [['--nonsense'], /Unknown option '--nonsense': npm start takes --demo/],
    [['word'], /npm start takes --demo/],
  ])('answers %j with one sentence', (args, sentence) => {
    expect(() => readStartArguments(args)).toThrow(sentence)
  })
})
