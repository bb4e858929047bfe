import { describe, expect, it } from 'vitest'
import { formatBytes, GiB, parseBytes } from './units.ts'

describe('units', () => {
  it.each([
    ['10GB', 10_000_000_000],
    ['10GiB', 10 * GiB],
    ['10 gib', 10 * GiB],
    ['1.5KiB', 1536],
    ['512', 512],
  ])('reads %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes))

  it.each(['', 'GB', '10XB', '-1GB', '1e3GB', '99999999999TiB', '10GB; rm'])('refuses %j', (text) =>
    expect(parseBytes(text)).toBeUndefined(),
  )

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [10 * GiB, '10 GiB'],
  ])('writes %i as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})
