import { describe, expect, it } from 'vitest'
import { readStartArguments } from './start-arguments.ts'

describe('arguments of npm start', () => {
  it('starts plainly, with the demo, or with simulated hosts', () => {
    expect(readStartArguments([])).toEqual({ isDemo: false, hosts: undefined })
    expect(readStartArguments(['--demo'])).toEqual({ isDemo: true, hosts: undefined })
    expect(readStartArguments(['--hosts', '3', '--demo'])).toEqual({ isDemo: true, hosts: 3 })
  })

  it.each([
    [['--hosts', 'many'], /--hosts takes a number of simulated hosts from 1 to 99, not many/],
    [['--hosts', '0'], /from 1 to 99, not 0/],
    [['--recover', 'kit'], /\(--recover\) comes with a later version/],
    [['--nonsense'], /Unknown option '--nonsense': npm start takes --demo and --hosts N/],
    [['word'], /npm start takes --demo and --hosts N/],
  ])('answers %j with one sentence', (args, sentence) => {
    expect(() => readStartArguments(args)).toThrow(sentence)
  })
})
