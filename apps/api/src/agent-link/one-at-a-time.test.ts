import { describe, expect, it } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

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
    }, console.error)
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

  it('goes on after a failure, which is told', async () => {
    const told: unknown[] = []
    let runs = 0
    const ask = oneAtATime(
      async () => {
        if (runs++ === 0) throw new Error('once')
      },
      (error) => told.push(error),
    )
    ask()
    await turn()
    ask()
    await turn()
    expect(runs).toBe(2)
    expect(told).toHaveLength(1)
  })
})
