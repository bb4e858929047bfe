import { Problem } from '@holdfast/shared/problems/problem'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operationsWith } from './define-operation.ts'

interface Tools {
  count(): Promise<number>
}
const defineOperation = operationsWith<Tools>()

const shape = {
  kind: 'walk',
  input: z.object({ metres: z.int() }),
  memory: z.object({ epoch: z.int().optional(), name: z.string().optional() }),
  exclusiveOn: () => null,
  finishWithin: 60,
} as const

const walk = defineOperation({
  ...shape,
  start: 'leave',
  map: { leave: ['arrive'], arrive: ['leave', 'done'] },
  mayCancelAt: ['leave'],
  steps: {
    async leave({ input, tools, go }) {
      return go('arrive', { epoch: input.metres + (await tools.count()) })
    },
    async arrive({ recall, go, wait, stop }) {
      const both: { epoch: number; name: string } = recall('epoch', 'name')
      const one: number = recall('epoch')
      if (both.epoch === 1) return wait(1, 'the road is long')
      return one === 2 ? stop(new Problem('create-failed', { because: 'rain' })) : go('done')
    },
  },
})

// What follows is held by the compiler: an expectation without an error beneath it does not compile either.
const refused = [
  defineOperation({
    ...shape,
    start: 'leave',
    map: { leave: ['arrive'], arrive: ['done'] },
    // @ts-expect-error a step on the map without code
    steps: {
      async leave({ go }) {
        return go('arrive')
      },
    },
  }),
  defineOperation({
    ...shape,
    start: 'leave',
    map: { leave: ['done'] },
    steps: {
      async leave({ go }) {
        return go('done')
      },
      // @ts-expect-error code for a step that is not on the map
      async arrive({ wait }) {
        return wait(1, 'nothing')
      },
    },
  }),
  defineOperation({
    ...shape,
    start: 'leave',
    map: { leave: ['arrive'], arrive: ['done'] },
    steps: {
      async leave({ go }) {
        // @ts-expect-error the map leads from here to arrive only
        return go('done')
      },
      async arrive({ go }) {
        return go('done')
      },
    },
  }),
  defineOperation({
    ...shape,
    start: 'leave',
    // @ts-expect-error the map names a step that does not exist
    map: { leave: ['vanish'] },
    steps: {
      async leave({ wait }) {
        return wait(1, 'nothing')
      },
    },
  }),
  defineOperation({
    ...shape,
    // @ts-expect-error begins at a step that does not exist
    start: 'vanish',
    map: { leave: ['done'] },
    steps: {
      async leave({ go }) {
        return go('done')
      },
    },
  }),
  defineOperation({
    ...shape,
    start: 'leave',
    map: { leave: ['done'] },
    // @ts-expect-error a cancel at a step that does not exist
    mayCancelAt: ['vanish'],
    steps: {
      async leave({ go }) {
        return go('done')
      },
    },
  }),
  defineOperation({
    ...shape,
    start: 'leave',
    map: { leave: ['done'] },
    steps: {
      async leave({ go, recall, stop }) {
        // @ts-expect-error nothing of this name is remembered
        recall('weather')
        // @ts-expect-error a remembered number is no text
        go('done', { epoch: 'one' })
        // @ts-expect-error a fact is missing from the problem
        return stop(new Problem('create-failed', {}))
      },
    },
  }),
]

describe('defineOperation', () => {
  it('keeps the map and the steps in the order in which they are read', () => {
    expect(Object.keys(walk.map)).toEqual(['leave', 'arrive'])
    expect(Object.keys(walk.steps)).toEqual(['leave', 'arrive'])
    expect(walk.mayCancelAt).toEqual(['leave'])
    expect(refused).toHaveLength(7)
  })
})
