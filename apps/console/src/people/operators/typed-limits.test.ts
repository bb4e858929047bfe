import { describe, expect, it } from 'vitest'
import { readLimit, typeLimit } from './typed-limits.ts'

describe('limits as they are typed', () => {
  it.each([
    ['databases', 10],
    ['cpus', 2.5],
    ['memoryBytes', 64 * 1024 ** 3],
    ['storageBytes', 1500],
    ['connections', 0],
  ] as const)('come back as they were shown: %s', (kind, limit) =>
    expect(readLimit(kind, typeLimit(kind, limit))).toBe(limit),
  )

  it.each([
    ['databases', '1.5'],
    ['databases', '-1'],
    ['cpus', ''],
    ['memoryBytes', '64 bananas'],
    ['connections', '1e3'],
  ] as const)('are refused where they are none: %s %s', (kind, typed) => expect(readLimit(kind, typed)).toBeUndefined())
})
