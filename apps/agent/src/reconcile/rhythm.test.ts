import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { keepRhythm } from './rhythm.ts'

describe('rhythm', () => {
  it('makes one round of many wakes, and one more for a wake during a round', async () => {
    let rounds = 0
    const rhythm = keepRhythm(
      async () => {
        rounds++
        await sleep(30)
        return 10_000
      },
      () => 10_000,
    )
    await sleep(10)
    for (let n = 0; n < 20; n++) rhythm.wake()
    await sleep(200)
    expect(rounds).toBe(2)
    await rhythm.close()
  })

  it('goes on after a round that failed, and not after it was closed', async () => {
    let rounds = 0
    const rhythm = keepRhythm(
      async () => {
        rounds++
        throw new Error('Docker is away')
      },
      () => 5,
    )
    await sleep(60)
    expect(rounds).toBeGreaterThan(2)
    await rhythm.close()
    const before = rounds
    rhythm.now()
    await sleep(20)
    expect(rounds).toBe(before)
  })
})
