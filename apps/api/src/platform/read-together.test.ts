import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readTogether } from './read-together.ts'

describe('calls that are read together', () => {
  it('each get their own answer, by far fewer reads than calls', async () => {
    const reads: number[] = []
    const double = readTogether(async (asked: readonly number[]) => {
      reads.push(asked.length)
      await nextTurn()
      return asked.map((n) => n * 2)
    })
    const calls = Array.from({ length: 250 }, (_, n) => n)
    expect(await Promise.all(calls.map(double))).toEqual(calls.map((n) => n * 2))
    expect(reads).toEqual([100, 100, 50])
  })

  it('are read after they came, not with those that are under way', async () => {
    let truth = 'old'
    const begun = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const look = readTogether(
      async (asked: readonly string[]) => {
        const seen = truth
        begun.resolve()
        await goOn.promise
        return asked.map(() => seen)
      },
      { atOnce: 1 },
    )
    const before = look('a')
    await begun.promise
    truth = 'new'
    const after = look('a')
    goOn.resolve()
    expect(await Promise.all([before, after])).toEqual(['old', 'new'])
  })

  it('fail together, and the next ones do not', async () => {
    let isBroken = true
    const look = readTogether(async (asked: readonly string[]) => {
      if (isBroken) throw new Error('no connection')
      return asked
    })
    const together = await Promise.allSettled([look('a'), look('b')])
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isBroken = false
    expect(await look('c')).toBe('c')
  })
})
