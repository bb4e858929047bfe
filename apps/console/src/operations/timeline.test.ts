import type { OperationDetail } from '@holdfast/shared/contract/operation-routes'
import { describe, expect, it } from 'vitest'
import { operationTitle, stepWords } from './text.ts'
import { timelineOf } from './timeline.ts'
import { isSlow, stepOf, tookMs } from './wait-facts.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 14, 0, seconds)).toISOString()
const creation: OperationDetail = {
  id: 'op_01j9zzzzzz0000000001',
  kind: 'create-database',
  subject: 'orders',
  databaseId: null,
  state: 'running',
  step: 'awaitEndpoint',
  steps: ['awaitInstance', 'awaitEndpoint'],
  because: 'its port is not offered yet',
  progress: null,
  problem: null,
  mayCancel: true,
  startedAt: at(0),
  finishedAt: null,
  deadlineAt: at(50),
  usualSeconds: 1,
  version: 2,
  events: [
    { at: at(0), step: 'awaitInstance', move: 'started', next: null, because: null },
    { at: at(2), step: 'awaitInstance', move: 'went', next: 'awaitEndpoint', because: null },
  ],
}

describe('the timeline of an operation', () => {
  it('tells what is done, how long it took, and what goes on because of what', () => {
    expect(timelineOf(creation)).toEqual([
      { step: 'awaitInstance', state: 'done', startedAt: at(0), tookMs: 2000, because: null },
      { step: 'awaitEndpoint', state: 'now', startedAt: at(2), tookMs: null, because: 'its port is not offered yet' },
    ])
  })

  it('shows a detour after the road it left', () => {
    const events = [
      ...creation.events,
      { at: at(3), step: 'awaitEndpoint', move: 'went', next: 'cleanUp', because: null } as const,
      { at: at(4), step: 'cleanUp', move: 'stopped', next: null, because: null } as const,
    ]
    const failed: OperationDetail = { ...creation, state: 'failed', step: 'cleanUp', because: 'no image', events }
    expect(timelineOf(failed).map(({ step, state }) => `${step} ${state}`)).toEqual([
      'awaitInstance done',
      'awaitEndpoint done',
      'cleanUp failed',
    ])
  })

  it('calls a step that was never needed not reached', () => {
    const steps = [...creation.steps, 'cleanUp']
    const ended: OperationDetail = { ...creation, state: 'succeeded', step: 'done', steps }
    expect(timelineOf(ended).at(-1)).toMatchObject({ step: 'cleanUp', state: 'skipped' })
  })
})

describe('the words and figures of a wait', () => {
  it('names verb and object in the tense that fits', () => {
    expect(operationTitle(creation)).toBe('Creating orders')
    expect(operationTitle({ ...creation, state: 'succeeded' })).toBe('Created orders')
    expect(operationTitle({ ...creation, state: 'failed' })).toBe('Could not create orders')
    expect(operationTitle({ kind: 'rotate-keys', subject: null, state: 'running' })).toBe('Rotate keys')
  })

  it('splits the names of steps into words', () => {
    expect(stepWords('fenceLostPrimary')).toBe('Fence lost primary')
  })

  it('counts steps in reading order; a detour has no number', () => {
    expect(stepOf(creation)).toEqual({ n: 2, of: 2 })
    expect(stepOf({ ...creation, step: 'cleanUp' })).toBeNull()
  })

  it('is slow after twice the usual time, and never when that is unknown', () => {
    expect([isSlow(2.1, 1), isSlow(1.9, 1), isSlow(500, null)]).toEqual([true, false, false])
  })

  it('has taken no time before its end', () => {
    expect([tookMs(creation), tookMs({ ...creation, finishedAt: at(3) })]).toEqual([null, 3000])
  })
})
