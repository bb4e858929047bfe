import { Problem } from '@holdfast/shared/problems/problem'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applyCancel, applyFailure, applyMove, applyOverdue } from './apply-move.ts'
import { operationsWith } from './define-operation.ts'
import type { OperationRow } from './operation-store.ts'

const now = new Date('2026-01-01T00:00:00Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const leaseUntil = after(5)

const build = (ways: { onCancel?: 'tidy'; onOverdue?: 'tidy' } = {}) =>
  operationsWith<object>()({
    kind: 'build',
    input: z.object({}),
    memory: z.object({ bricks: z.int().optional(), wood: z.int().optional() }),
    exclusiveOn: () => null,
    finishWithin: 60,
    start: 'lay',
    map: { lay: ['tidy', 'done'], tidy: ['done'] },
    mayCancelAt: ['lay'],
    ...ways,
    steps: { lay: async ({ go }) => go('tidy'), tidy: async ({ go }) => go('done') },
  })
const facts = { definition: build(), now, leaseUntil }

const row = (it: Partial<OperationRow> = {}): OperationRow => ({
  id: 'op_1',
  kind: 'build',
  organizationId: null,
  databaseId: null,
  parentId: null,
  childKey: null,
  input: {},
  memory: { bricks: 1 },
  state: 'running',
  step: 'lay',
  visit: 1,
  because: null,
  progress: null,
  problem: null,
  revision: 3,
  lockKey: null,
  leaseOwner: 'a',
  leaseUntil,
  wakeAt: now,
  attempts: 0,
  isCancelled: false,
  cancelRequestedAt: null,
  overdueAt: null,
  startedBy: {},
  startedAt: now,
  deadlineAt: after(60),
  finishedAt: null,
  ...it,
})

const go = (next: string, remember = {}) => ({ move: 'go', next, remember }) as const
const wait = (seconds: number, because: string, more = {}) =>
  ({ move: 'wait', seconds, because, progress: undefined, remember: {}, ...more }) as const
const rain = new Problem('create-failed', { because: 'it rained' })

describe('go', () => {
  it('goes on in the same lease and adds to what is remembered', () => {
    const { changes, event } = applyMove(row({ attempts: 4, because: 'x' }), go('tidy', { wood: 2 }), facts)
    expect(changes).toMatchObject({
      step: 'tidy',
      memory: { bricks: 1, wood: 2 },
      leaseUntil,
      wakeAt: now,
      attempts: 0,
      because: null,
    })
    expect(changes).not.toHaveProperty('leaseOwner')
    expect(event).toMatchObject({ move: 'went', step: 'lay', next: 'tidy' })
  })

  it('refuses to remember what the definition does not know how to read', () => {
    expect(() => applyMove(row(), go('tidy', { wood: 'two' }), facts)).toThrow()
  })

  it('ends well at done, and as cancelled once a cancel took effect', () => {
    const { changes } = applyMove(row(), go('done'), facts)
    expect(changes).toMatchObject({
      state: 'succeeded',
      finishedAt: now,
      wakeAt: null,
      leaseOwner: null,
      problem: null,
    })
    expect(applyMove(row({ isCancelled: true }), go('done'), facts).changes.state).toBe('cancelled')
  })
})

describe('stop', () => {
  it('fails with the problem that a person can act on', () => {
    const { changes } = applyMove(row(), { move: 'stop', problem: rain }, facts)
    expect(changes).toMatchObject({
      state: 'failed',
      finishedAt: now,
      problem: { code: 'create-failed', retry: 'later' },
    })
    expect(changes.problem).not.toHaveProperty('status')
  })

  it('ends as cancelled, with the problem, once a cancel took effect', () => {
    const { changes } = applyMove(row({ isCancelled: true }), { move: 'stop', problem: rain }, facts)
    expect(changes).toMatchObject({ state: 'cancelled', problem: { code: 'create-failed' } })
  })
})

describe('wait', () => {
  it('gives the lease back and says when and why', () => {
    const { changes, event } = applyMove(row(), wait(2, 'bricks are baked'), facts)
    expect(changes).toMatchObject({ leaseOwner: null, wakeAt: after(2), because: 'bricks are baked' })
    expect(event).toMatchObject({ move: 'waited', because: 'bricks are baked' })
  })

  it('says the same reason once', () => {
    const { event, isVisible } = applyMove(row({ because: 'bricks are baked' }), wait(2, 'bricks are baked'), facts)
    expect([event, isVisible]).toEqual([null, false])
  })

  it('wakes at the deadline even when it wanted to sleep longer', () => {
    expect(applyMove(row(), wait(600, 'winter'), facts).changes.wakeAt).toEqual(after(60))
    expect(applyMove(row({ overdueAt: now }), wait(600, 'winter'), facts).changes.wakeAt).toEqual(after(600))
  })

  it('moves the deadline with measured progress only', () => {
    const progress = (done: number) => ({ done, total: 9, unit: 'bricks' })
    const later = { ...facts, now: after(30) }
    const before = row({ progress: progress(3) })
    expect(applyMove(before, wait(1, 'x', { progress: progress(4) }), later).changes.deadlineAt).toEqual(after(90))
    expect(applyMove(before, wait(1, 'x', { progress: progress(3) }), later).changes.deadlineAt).toEqual(after(60))
    expect(applyMove(before, wait(1, 'x'), later).changes.deadlineAt).toEqual(after(60))
  })
})

describe('a step that threw', () => {
  it('is tried again later and later, and shows the problem meanwhile', () => {
    const waits = [0, 1, 4, 20].map((attempts) => {
      const { changes } = applyFailure(row({ attempts, overdueAt: now }), rain, facts)
      return ((changes.wakeAt?.getTime() ?? 0) - now.getTime()) / 1000
    })
    expect(waits).toEqual([0.25, 0.5, 4, 30])
    const { changes, event } = applyFailure(row(), rain, facts)
    expect(changes).toMatchObject({ attempts: 1, leaseOwner: null, problem: { code: 'create-failed' } })
    expect(changes).not.toHaveProperty('memory')
    expect(event).toMatchObject({ move: 'failed-and-retried', because: rain.message })
  })
})

describe('the passed deadline', () => {
  it('flags the operation and lets it go on when nothing else is known', () => {
    const { changes, event } = applyOverdue(row({ because: 'winter' }), false, facts)
    expect(changes).toMatchObject({ overdueAt: now, wakeAt: now, problem: { code: 'operation-overdue' } })
    expect(changes).not.toHaveProperty('step')
    expect(event).toMatchObject({ move: 'overdue', next: null, because: expect.stringContaining('winter') })
  })

  it('leads to onOverdue, unless that way was taken before', () => {
    const known = { ...facts, definition: build({ onOverdue: 'tidy' }) }
    expect(applyOverdue(row(), false, known)).toMatchObject({ changes: { step: 'tidy' }, event: { next: 'tidy' } })
    expect(applyOverdue(row(), true, known)).toMatchObject({ event: { next: null } })
  })

  it('keeps its problem on the row while the operation goes on', () => {
    const late = row({ overdueAt: now, problem: { code: 'operation-overdue' } })
    expect(applyMove(late, wait(1, 'x'), facts).changes).not.toHaveProperty('problem')
    expect(applyMove(late, go('tidy'), facts).changes).not.toHaveProperty('problem')
  })
})

describe('cancel', () => {
  it('ends at once when there is nothing to undo', () => {
    expect(applyCancel(row(), facts).changes).toMatchObject({ state: 'cancelled', finishedAt: now, leaseOwner: null })
  })

  it('leads to onCancel and is remembered', () => {
    const { changes } = applyCancel(row(), { ...facts, definition: build({ onCancel: 'tidy' }) })
    expect(changes).toMatchObject({ isCancelled: true, step: 'tidy', wakeAt: now })
    expect(changes).not.toHaveProperty('state')
  })
})
