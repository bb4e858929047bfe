import { randomBytes } from 'node:crypto'
import { isProblem, Problem } from '@holdfast/shared/problems/problem'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { platformActor } from '../../src/audit/record-audit.ts'
import { cancelOperation } from '../../src/operation-runner/cancel-operation.ts'
import { type OperationDefinition, operationsWith } from '../../src/operation-runner/define-operation.ts'
import { showOperation } from '../../src/operation-runner/operation-list.ts'
import { findOperation, listEvents } from '../../src/operation-runner/operation-store.ts'
import { runOperation } from '../../src/operation-runner/run-operation.ts'
import { type RunnerOptions, startRunner } from '../../src/operation-runner/runner.ts'
import { startOperation } from '../../src/operation-runner/start-operation.ts'
import type { RunnerParts } from '../../src/operation-runner/take-turn.ts'
import type { Database, Tx } from '../../src/platform/database/database.ts'
import { notify } from '../../src/platform/database/notifications.ts'
import { eventually } from '../harness/containers.ts'
import { driveOperations } from '../harness/drive-operations.ts'
import { movingClock } from '../harness/moving-clock.ts'
import { useStores } from '../harness/stores.ts'

const stores = useStores()
const defineOperation = operationsWith<object>()
const input = z.object({ name: z.string() })
const shape = { input, memory: z.object({}), exclusiveOn: () => null, finishWithin: 60 } as const

const count = (tx: Tx, name: string) => tx.$executeRaw`
  INSERT INTO "setting" ("name", "value", "updated_at") VALUES (${name}, '1', now())
  ON CONFLICT ("name") DO UPDATE SET "value" = to_jsonb(("setting"."value"#>>'{}')::int + 1)`

const countOf = async (database: Database, name: string) =>
  Number((await database.read.setting.findUnique({ where: { name } }))?.value ?? 0)

const start = (database: Database, definition: OperationDefinition<never, typeof input>, name = 'a') =>
  database.transaction((tx) =>
    startOperation(tx, definition, {
      input: { name },
      organizationId: null,
      databaseId: null,
      startedBy: platformActor,
    }),
  )

const state = async (database: Database, id: string) => (await findOperation(database.read, id))?.state

const ended = (database: Database, id: string, seconds = 30) =>
  eventually(async () => expect(await state(database, id)).not.toBe('running'), seconds)

const runner = (
  database: Database,
  definitions: OperationDefinition<object>[],
  more: Partial<RunnerOptions<object>> = {},
) => {
  const name = `hf-${randomBytes(4).toString('hex')}`
  const it = startRunner({ database, definitions, tools: {}, redisUrl: stores.redisUrl, name, ...more })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= it.close())
  onTestFinished(close)
  return { close }
}

const parts = (database: Database, definition: OperationDefinition<object>): RunnerParts<object> => ({
  database,
  definitions: new Map([[definition.kind, definition]]),
  tools: {},
  clock: movingClock(),
  leaseSeconds: 5,
  onError: () => {},
})

const threeSteps = defineOperation({
  ...shape,
  kind: 'three-steps',
  start: 'first',
  map: { first: ['second'], second: ['third'], third: ['done'] },
  steps: {
    async first({ tx, input, go }) {
      await count(tx, `${input.name} first`)
      return go('second')
    },
    async second({ tx, input, because, go, wait }) {
      if (because === null) return wait(0.2, 'a moment')
      await count(tx, `${input.name} second`)
      return go('third')
    },
    async third({ tx, input, go }) {
      await count(tx, `${input.name} third`)
      return go('done')
    },
  },
})

describe('two replicas', () => {
  it('run every step of every operation once', async () => {
    const { database, open } = await stores.freshDatabase()
    runner(database, [threeSteps])
    runner(open(), [threeSteps])
    const names = Array.from({ length: 30 }, (_, at) => `n${at}`)
    const rows = await Promise.all(names.map((name) => start(database, threeSteps, name)))
    for (const { id } of rows) await ended(database, id)
    const counts = await database.read.setting.findMany({})
    expect(counts).toHaveLength(90)
    expect(counts.filter(({ value }) => value !== 1)).toEqual([])
    for (const { id } of rows) {
      const moves = (await listEvents(database.read, id)).map(({ move, step }) => `${move} ${step}`)
      const way = ['started first', 'went first', 'waited second', 'went second', 'stopped third']
      expect(moves).toEqual(way)
    }
  })

  it('do not both take one operation, and the one that lost its lease cannot write', async () => {
    const { database } = await stores.freshDatabase()
    let reached = () => {}
    let release = () => {}
    const inStep = new Promise<void>((resolve) => (reached = resolve))
    const released = new Promise<void>((resolve) => (release = resolve))
    let runs = 0
    const slow = defineOperation({
      ...shape,
      kind: 'slow',
      start: 'work',
      map: { work: ['done'] },
      steps: {
        async work({ tx, go }) {
          const isFirst = ++runs === 1
          if (isFirst) {
            reached()
            await released
          }
          await count(tx, isFirst ? 'written by the old runner' : 'written by its successor')
          return go('done')
        },
      },
    })
    const { id } = await start(database, slow)
    const clock = movingClock()
    const old = runOperation({ ...parts(database, slow), clock }, { operationId: id, owner: 'old', isEarly: true })
    await inStep
    const other = { ...parts(database, slow), clock }
    expect(await runOperation(other, { operationId: id, owner: 'other', isEarly: true })).toBeUndefined()
    clock.advance(5.1)
    const done = await runOperation(other, { operationId: id, owner: 'successor', isEarly: true })
    expect(done).toMatchObject({ state: 'succeeded', revision: 2 })
    release()
    await old
    expect(await countOf(database, 'written by its successor')).toBe(1)
    expect(await countOf(database, 'written by the old runner')).toBe(0)
    expect(await findOperation(database.read, id)).toEqual(done)
  })

  it('hand over what one of them was doing when it ends', async () => {
    const { database, open } = await stores.freshDatabase()
    const endless = defineOperation({
      ...shape,
      kind: 'endless',
      start: 'turn',
      map: { turn: ['turn', 'done'] },
      steps: { turn: async ({ visit, go }) => go(visit > 60 ? 'done' : 'turn') },
    })
    const first = runner(database, [endless])
    const { id } = await start(database, endless)
    await eventually(async () => expect((await findOperation(database.read, id))?.revision).toBeGreaterThan(2))
    await first.close()
    expect(await findOperation(database.read, id)).toMatchObject({ leaseOwner: null })
    runner(open(), [endless])
    await ended(database, id)
  })
})

describe('Redis away', () => {
  const waits = defineOperation({
    ...shape,
    kind: 'waits',
    start: 'first',
    map: { first: ['second'], second: ['third'], third: ['done'] },
    steps: {
      first: async ({ because, go, wait }) => (because ? go('second') : wait(1, 'for the first time')),
      second: async ({ because, go, wait }) => (because ? go('third') : wait(1, 'for the second time')),
      third: async ({ because, go, wait }) => (because ? go('done') : wait(1, 'for the third time')),
    },
  })

  it('delays by no more than a sweep a wait, loses nothing, and rings again when it is back', {
    timeout: 120_000,
  }, async () => {
    const { database } = await stores.freshDatabase()
    let delays = 0
    runner(database, [waits], { onDelay: () => delays++ })
    const before = await start(database, waits, 'before')
    await stores.stopRedis()
    const during = await start(database, waits, 'during')
    await ended(database, before.id, 40)
    await ended(database, during.id, 40)
    expect([await state(database, before.id), await state(database, during.id)]).toEqual(['succeeded', 'succeeded'])
    expect(delays).toBeGreaterThan(0)
    await stores.startRedis()
    const after = await start(database, waits, 'after')
    await ended(database, after.id, 40)
  })

  it('also when it was away before the runner started', { timeout: 60_000 }, async () => {
    const { database } = await stores.freshDatabase()
    await stores.stopRedis()
    onTestFinished(() => stores.startRedis())
    const { close } = runner(database, [waits])
    const { id } = await start(database, waits)
    await ended(database, id, 40)
    await close()
  })
})

describe('a waiting operation', () => {
  it('wakes in milliseconds when somebody tells of a change, without Redis', async () => {
    const { database } = await stores.freshDatabase()
    const patient = defineOperation({
      ...shape,
      kind: 'patient',
      start: 'look',
      map: { look: ['done'] },
      steps: {
        async look({ tx, go, wait }) {
          const found = await tx.setting.findUnique({ where: { name: 'it came' } })
          return found ? go('done') : wait(50, 'it has not come')
        },
      },
    })
    runner(database, [patient])
    const { id } = await start(database, patient)
    await eventually(async () => expect((await findOperation(database.read, id))?.because).toBe('it has not come'))
    const since = performance.now()
    await database.transaction(async (tx) => {
      await count(tx, 'it came')
      await notify(tx, 'operation', id)
    })
    await ended(database, id, 5)
    expect(performance.now() - since).toBeLessThan(1_500)
  })
})

describe('exclusion', () => {
  const locked: typeof threeSteps = { ...threeSteps, kind: 'locked', exclusiveOn: ({ name }) => name }

  it('lets one of many starters through and names the holder to the others', async () => {
    const { database } = await stores.freshDatabase()
    const starts = await Promise.allSettled(Array.from({ length: 8 }, () => start(database, locked)))
    const won = starts.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []))
    const lost = starts.flatMap((it) => (it.status === 'rejected' ? [it.reason] : []))
    expect(won).toHaveLength(1)
    expect(lost).toHaveLength(7)
    for (const problem of lost) {
      expect(isProblem(problem, 'database-busy')).toBe(true)
      expect((problem as Problem<'database-busy'>).facts).toEqual({ operationId: won[0]?.id, kind: 'locked' })
    }
  })

  it('ends with the operation', async () => {
    const { database } = await stores.freshDatabase()
    await start(database, locked)
    await driveOperations({ database, definitions: [locked], tools: {}, clock: movingClock() })
    await start(database, locked)
  })
})

describe('cancel', () => {
  const build = defineOperation({
    ...shape,
    kind: 'build',
    mayCancelAt: ['lay'],
    onCancel: 'tearDown',
    start: 'lay',
    map: { lay: ['paint'], paint: ['done'], tearDown: [] },
    steps: {
      lay: async ({ because, go, wait }) => (because === 'dry' ? go('paint') : wait(60, 'dry')),
      paint: async ({ because, go, wait }) => (because === 'dry' ? go('done') : wait(60, 'dry')),
      async tearDown({ tx, cancelRequested, stop }) {
        if (cancelRequested) await count(tx, 'torn down')
        return stop(new Problem('create-failed', { because: 'somebody cancelled it' }))
      },
    },
  })
  const wish = (id: string) => ({ operationId: id, organizationId: null, actor: platformActor, definitions: [build] })

  it('is honoured where the definition allows it, undoes, and ends as cancelled', async () => {
    const { database } = await stores.freshDatabase()
    runner(database, [build])
    const { id } = await start(database, build)
    await eventually(async () => expect((await findOperation(database.read, id))?.because).toBe('dry'))
    await database.transaction((tx) => cancelOperation(tx, wish(id)))
    await database.transaction((tx) => cancelOperation(tx, wish(id)))
    await ended(database, id, 5)
    expect(await findOperation(database.read, id)).toMatchObject({ state: 'cancelled', step: 'tearDown' })
    expect(await countOf(database, 'torn down')).toBe(1)
    const moves = (await listEvents(database.read, id)).map(({ move }) => move)
    expect(moves).toEqual(['started', 'waited', 'cancel-requested', 'went', 'stopped'])
  })

  it('is refused where there is only the way forward, after the end, and for another organization', async () => {
    const { database } = await stores.freshDatabase()
    const { id } = await start(database, build)
    const alone = parts(database, build)
    await runOperation(alone, { operationId: id, owner: 'a', isEarly: true })
    await runOperation(alone, { operationId: id, owner: 'b', isEarly: true })
    expect(await findOperation(database.read, id)).toMatchObject({ step: 'paint', state: 'running' })
    const refused = () => database.transaction((tx) => cancelOperation(tx, wish(id)))
    await expect(refused()).rejects.toMatchObject({ code: 'operation-not-cancellable', facts: { step: 'paint' } })
    await runOperation(alone, { operationId: id, owner: 'c', isEarly: true })
    expect(await state(database, id)).toBe('succeeded')
    await expect(refused()).rejects.toMatchObject({ code: 'operation-not-cancellable' })
    const foreign = { ...wish(id), organizationId: 'or_00000000000000000009' }
    await expect(database.transaction((tx) => cancelOperation(tx, foreign))).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('is never lost to a step that commits at the same moment', async () => {
    const { database } = await stores.freshDatabase()
    const { id } = await start(database, build)
    const alone = parts(database, build)
    await runOperation(alone, { operationId: id, owner: 'a', isEarly: true })
    let asked: Promise<unknown> | undefined
    const atCommit: RunnerParts<object>['atCommit'] = async ({ when, what }) => {
      // Right after the claim, before the step has run: the wish is there first, so the step must not win.
      if (what === 'claim' && when === 'after' && !asked) {
        asked = database.transaction((tx) => cancelOperation(tx, wish(id)))
        await asked
      }
    }
    await runOperation({ ...alone, atCommit }, { operationId: id, owner: 'b', isEarly: true })
    expect(await findOperation(database.read, id)).toMatchObject({ state: 'cancelled', step: 'tearDown' })
  })
})

describe('an operation that cannot go on', () => {
  it('is tried again, flagged past its deadline, stays visible, and recovers', async () => {
    const { database } = await stores.freshDatabase()
    let isBroken = true
    const stubborn = defineOperation({
      ...shape,
      kind: 'stubborn',
      start: 'push',
      map: { push: ['done'] },
      steps: {
        async push({ tx, go }) {
          await count(tx, 'pushed')
          if (isBroken) throw new Error('a secret detail')
          return go('done')
        },
      },
    })
    const clock = movingClock()
    const { id } = await start(database, stubborn)
    const errors: unknown[] = []
    const drive = {
      database,
      definitions: [stubborn],
      tools: {},
      clock,
      onError: (error: unknown) => errors.push(error),
    }
    await expect(driveOperations({ ...drive, rounds: 90 })).rejects.toThrow(/Not finished/)
    const view = await findOperation(database.read, id)
    expect(view).toMatchObject({ state: 'running', problem: { code: 'operation-overdue' }, leaseOwner: null })
    expect(view?.overdueAt).not.toBeNull()
    expect(JSON.stringify(view)).not.toContain('a secret detail')
    expect(errors[0]).toMatchObject({ message: 'a secret detail' })
    expect(await countOf(database, 'pushed')).toBe(0)
    const moves = (await listEvents(database.read, id)).map(({ move }) => move)
    expect(moves.filter((move) => move === 'overdue')).toHaveLength(1)
    isBroken = false
    clock.advance(60)
    await driveOperations(drive)
    expect(await findOperation(database.read, id)).toMatchObject({ state: 'succeeded', problem: null })
    expect(await countOf(database, 'pushed')).toBe(1)
  })

  it('of a kind that this version does not know is left for a version that does, and shown', async () => {
    const { database } = await stores.freshDatabase()
    const { id } = await start(database, threeSteps)
    await runOperation(
      { ...parts(database, threeSteps), definitions: new Map() },
      { operationId: id, owner: 'a', isEarly: true },
    )
    expect(await findOperation(database.read, id)).toMatchObject({ state: 'running', leaseOwner: null, revision: 1 })
    await database.read.operation.update({ where: { id }, data: { organizationId: 'or_00000000000000000001' } })
    const view = await showOperation(database.read, {
      operationId: id,
      organizationId: 'or_00000000000000000001',
      definitions: [],
    })
    expect(view).toMatchObject({ step: 'first', steps: ['first'], mayCancel: false })
  })
})
