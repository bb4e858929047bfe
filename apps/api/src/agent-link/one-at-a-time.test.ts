import { describe, expect, it } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

const failing = () => ({ onError() {}, isWanted: () => true, retryAfterMs: 1 })
const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('work that runs one at a time', () => {
  it('runs once more for all the calls that came meanwhile', async () => {
    let runs = 0
    let atOnce = 0
    const ask = oneAtATime(async () => {
      expect(++atOnce).toBe(1)
      await turn()
      atOnce--
      runs++
    }, failing())
    for (let n = 0; n < 10; n++) ask()
    await turn()
    await turn()
    await turn()
    expect(runs).toBe(2)
    ask()
    await turn()
    await turn()
    expect(runs).toBe(3)
  })

  const failOnce = (failing: Parameters<typeof oneAtATime>[1]) => {
    const seen = { runs: 0 }
    oneAtATime(async () => {
      if (seen.runs++ === 0) throw new Error('once')
    }, failing)()
    return seen
  }

  it('is tried again by itself after a failure, which is told', async () => {
    const told: unknown[] = []
    const seen = failOnce({ ...failing(), onError: (error) => told.push(error) })
    await expect.poll(() => seen.runs).toBe(2)
    expect(told).toHaveLength(1)
  })

  it('is not tried again when nobody wants it any more', async () => {
    const seen = failOnce({ ...failing(), isWanted: () => false })
    await turn()
    await turn()
    expect(seen.runs).toBe(1)
  })
})
