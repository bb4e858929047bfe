import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Demand } from './demand.ts'

it('tells of the first who comes and the last who leaves, and counts the idle time only between them', async () => {
  let changes = 0
  const demand = new Demand(() => changes++)
  demand.came()
  demand.came()
  demand.left()
  expect([changes, demand.observe()]).toEqual([1, { clients: 1, idleMs: 0 }])
  demand.left()
  await sleep(20)
  expect(changes).toBe(2)
  expect(demand.observe().idleMs).toBeGreaterThanOrEqual(15)
})
