import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { makeKeyedLock } from './keyed-lock.ts'

it('runs work of one key in order, of two keys side by side, and goes on after a failure', async () => {
  const locked = makeKeyedLock()
  const told: string[] = []
  const work =
    (name: string, ms: number, fails = false) =>
    async () => {
      told.push(`${name} begins`)
      await sleep(ms)
      told.push(`${name} ends`)
      if (fails) throw new Error(name)
    }
  const results = await Promise.allSettled([
    locked('a', work('a1', 20, true)),
    locked('a', work('a2', 1)),
    locked('b', work('b1', 1)),
  ])
  expect(results.map((it) => it.status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(told).toEqual(['a1 begins', 'b1 begins', 'b1 ends', 'a1 ends', 'a2 begins', 'a2 ends'])
})
