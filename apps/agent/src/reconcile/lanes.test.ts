import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { makeAttempts } from './attempts.ts'
import { makeLanes } from './lanes.ts'
import type { Do, Step } from './step.ts'

const step = (kind: Do, lane: string): Step => ({ do: kind, lane, subject: lane, because: 'a test' }) as unknown as Step

function laboratory(outcome: (step: Step) => Promise<void> = async () => undefined) {
  const told: string[] = []
  const attempts = makeAttempts()
  let rests = 0
  const lanes = makeLanes({
    apply: async (it) => {
      told.push(`${it.lane} ${it.do} begins`)
      await outcome(it)
      told.push(`${it.lane} ${it.do} ends`)
    },
    attempts,
    onRest: () => {
      rests++
    },
    onStep: () => undefined,
  })
  return { lanes, told, attempts, rests: () => rests }
}

describe('lanes', () => {
  it('run side by side: one that takes long does not hold another up', async () => {
    const { lanes, told } = laboratory((it) => (it.lane === 'slow' ? sleep(50) : Promise.resolve()))
    lanes.run([step('make-network', 'slow'), step('make-network', 'quick')], lanes.mark())
    await lanes.rest()
    expect(told.indexOf('quick make-network ends')).toBeLessThan(told.indexOf('slow make-network ends'))
  })

  it('begin a step only when those it follows are done, and independent ones at once', async () => {
    const { lanes, told } = laboratory(() => sleep(5))
    const kinds: Do[] = ['create-volume', 'make-network', 'create-container', 'start-container']
    lanes.run(
      kinds.map((kind) => step(kind, 'a')),
      lanes.mark(),
    )
    await lanes.rest()
    expect(told.slice(0, 2)).toEqual(['a create-volume begins', 'a make-network begins'])
    const at = (text: string) => told.indexOf(text)
    expect(at('a create-container begins')).toBeGreaterThan(at('a create-volume ends'))
    expect(at('a start-container begins')).toBeGreaterThan(at('a make-network ends'))
    expect(at('a start-container begins')).toBeGreaterThan(at('a create-container ends'))
  })

  it('leave out what follows a failed step, and go on with the rest', async () => {
    const { lanes, told, attempts } = laboratory(async (it) => {
      if (it.do === 'create-volume') throw new Error('the pool is full')
    })
    const steps = [step('create-volume', 'a'), step('create-container', 'a'), step('make-network', 'a')]
    lanes.run(steps, lanes.mark())
    await lanes.rest()
    expect(told).toContain('a make-network ends')
    expect(told).not.toContain('a create-container begins')
    expect(attempts.conditions(steps)).toEqual([{ code: 'volume-failed', subject: 'a', because: 'the pool is full' }])
  })

  it('take no plan made from a look that began before they came to rest', async () => {
    const { lanes, told } = laboratory()
    const steps = [step('make-network', 'a')]
    const early = lanes.mark()
    lanes.run(steps, early)
    await lanes.rest()
    lanes.run(steps, early)
    await lanes.rest()
    expect(told).toHaveLength(2)
    lanes.run(steps, lanes.mark())
    await lanes.rest()
    expect(told).toHaveLength(4)
  })

  it('do not begin again while they are busy', async () => {
    const { lanes, told } = laboratory(() => sleep(20))
    lanes.run([step('make-network', 'a')], lanes.mark())
    expect(lanes.isBusy()).toBe(true)
    lanes.run([step('make-network', 'a')], lanes.mark())
    await lanes.rest()
    expect(told).toHaveLength(2)
  })

  it('wake nobody when every step had to wait', async () => {
    const { lanes, rests } = laboratory(async () => {
      throw new Error('no')
    })
    lanes.run([step('make-network', 'a')], lanes.mark())
    await lanes.rest()
    lanes.run([step('make-network', 'a')], lanes.mark())
    await lanes.rest()
    expect(rests()).toBe(1)
  })
})
