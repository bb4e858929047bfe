import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatList,
  formatPlural,
  formatSeconds,
  formatShare,
} from './numbers.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ')

describe('numbers as people read them', () => {
  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1536, '1.5 KiB'],
    [10 * 2 ** 30, '10 GiB'],
    [3.1e9, '2.89 GiB'],
    [2 ** 41, '2 TiB'],
  ])('bytes: %d is %s', (bytes, text) => expect(plain(formatBytes(bytes))).toBe(text))

  it.each([
    [0, '0 ms'],
    [340, '340 ms'],
    [900, '0.9 s'],
    [12_400, '12 s'],
    [119_000, '119 s'],
    [192_000, '3 min 12 s'],
    [7_200_000, '2 h'],
    [6 * 86_400_000 + 3 * 3_600_000, '6 d 3 h'],
  ])('durations: %d ms is %s', (ms, text) => expect(plain(formatDuration(ms))).toBe(text))

  it.each([
    [0, '0 s'],
    [7200, '7 s'],
    [192_900, '3 min 12 s'],
  ])('time that is counted: %d ms is %s', (ms, text) => expect(plain(formatSeconds(ms))).toBe(text))

  it('parts figure and unit by a narrow space that does not break', () => {
    expect(formatShare(0.613)).toBe('61\u202f%')
  })

  it('counts with grouping and the right number of the noun', () => {
    expect(formatCount(12_408)).toBe('12,408')
    expect(formatPlural(1, 'database', 'databases')).toBe('1 database')
    expect(formatPlural(0, 'database', 'databases')).toBe('0 databases')
  })

  it('joins names into a phrase', () => {
    expect(formatList(['orders', 'ledger', 'catalog'])).toBe('orders, ledger, and catalog')
  })
})
