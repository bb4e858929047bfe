import type { DiskRung } from '@holdfast/shared/state/observed'
import { GiB, MiB } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { climb, isLogShort, ladder, lastFloorBytes, restraintOf } from './disk-ladder.ts'

const used = (percent: number, isShared = false) => ({
  totalBytes: 10 * GiB,
  freeBytes: Math.round((10 * GiB * (100 - percent)) / 100),
  isShared,
})

describe('climb', () => {
  it.each<[DiskRung, number, DiskRung]>([
    ['roomy', 79.9, 'roomy'],
    ['roomy', 80, 'filling'],
    ['roomy', 85, 'nearly-full'],
    ['roomy', 90, 'tight'],
    ['roomy', 95, 'read-only'],
    ['filling', 77.1, 'filling'],
    ['filling', 76.9, 'roomy'],
    ['read-only', 92.1, 'read-only'],
    ['read-only', 91.9, 'tight'],
    ['read-only', 40, 'roomy'],
    ['tight', 86.9, 'nearly-full'],
    ['nearly-full', 95, 'read-only'],
  ])('from %s at %d %% leads to %s', (before, percent, after) => {
    expect(climb(before, used(percent))).toBe(after)
  })

  it('settles at once: the rung reached is kept at the same percent', () => {
    for (const { rung } of ladder)
      for (let percent = 0; percent <= 100; percent++) {
        const reached = climb(rung, used(percent))
        expect(climb(reached, used(percent))).toBe(reached)
      }
  })
})

it('keeps the log short from 90 % on, until a log of its full size would fit again', () => {
  expect([89, 90].map((percent) => isLogShort(false, used(percent)))).toEqual([false, true])
  expect([89, 65, 64].map((percent) => isLogShort(true, used(percent)))).toEqual([true, true, false])
})

describe('restraintOf', () => {
  const calm = { rung: 'roomy', isLogShort: false, missingBytes: 0 } as const

  it('ends growth at 96 % though nobody has looked since, and lets it begin again only below', () => {
    expect(restraintOf(used(20), calm)).toEqual({
      isReadOnly: false,
      logBytes: null,
      floors: [Math.floor(10 * GiB * 0.04), lastFloorBytes(10 * GiB)],
    })
    expect(restraintOf(used(96), { ...calm, rung: 'read-only', isLogShort: true })).toEqual({
      isReadOnly: true,
      logBytes: lastFloorBytes(10 * GiB) / 2,
      floors: [Math.floor(10 * GiB * 0.08), lastFloorBytes(10 * GiB)],
    })
  })

  it('counts what the ballast lacks as taken', () => {
    const [data, last] = restraintOf(used(20), { ...calm, missingBytes: 7 * MiB }).floors
    expect([data - Math.floor(10 * GiB * 0.04), last - lastFloorBytes(10 * GiB)]).toEqual([7 * MiB, 7 * MiB])
  })

  it('ends growth by decision alone on a volume that shares a file system', () => {
    expect(restraintOf(used(20, true), calm).floors).toEqual([0, 0])
    expect(restraintOf(used(96, true), { ...calm, rung: 'read-only' }).floors).toEqual([Number.MAX_SAFE_INTEGER, 0])
  })

  it('leaves the log more than it may take while it is short, on every size that is sold', () => {
    for (const totalBytes of [GiB, 10 * GiB, 100 * GiB, 16 * 1024 * GiB]) {
      const disk = { totalBytes, freeBytes: 0, isShared: false }
      const { logBytes, floors } = restraintOf(disk, { ...calm, rung: 'read-only', isLogShort: true })
      expect(logBytes).toBeLessThanOrEqual(floors[1])
      expect(floors[1]).toBeLessThan(floors[0])
    }
  })
})
