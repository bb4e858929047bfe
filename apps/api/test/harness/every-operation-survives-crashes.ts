import { describe, expect, it } from 'vitest'
import type { OperationDefinition } from '../../src/operation-runner/define-operation.ts'
import { listEvents } from '../../src/operation-runner/operation-store.ts'
import type { CommitPoint } from '../../src/operation-runner/take-turn.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { driveLeaseSeconds, driveOperations } from './drive-operations.ts'
import { type MovingClock, movingClock } from './moving-clock.ts'
import type { Stores } from './stores.ts'

/** The surroundings of one operation in one run: made on a fresh database. */
export interface OperationWorld<Tools> {
  readonly tools: Tools
  /** Makes what must be there and starts the operation, as a person, watcher or schedule would. */
  start(): Promise<{ id: string }>
  /** Acts and reports as the hosts would; called again and again until the operation ends, and never killed. */
  answer(): Promise<void>
  /** What the operation leaves behind, without what differs between any two runs (ids, times). Compared by equality. */
  end(): Promise<unknown>
}

export interface CrashCase<Tools> {
  readonly definition: OperationDefinition<Tools>
  /** Says which of several ways through the operation this is: `when its image is missing`. */
  readonly when?: string
  world(database: Database, clock: MovingClock): Promise<OperationWorld<Tools>>
}

export interface CrashSuite<Tools> {
  readonly stores: Stores
  readonly definitions: readonly OperationDefinition<Tools>[]
  readonly cases: readonly CrashCase<Tools>[]
}

class RunnerKilled extends Error {}

/**
 * Runs every case undisturbed, then once for each commit with the runner killed before it, and once killed after it, each time with
 * another runner that goes on: the same way through the map and the same end, every time.
 */
export function everyOperationSurvivesCrashes<Tools>({ stores, definitions, cases }: CrashSuite<Tools>): void {
  describe('every operation survives crashes', () => {
    it('has a case for every operation', () => {
      const covered = new Set(cases.map(({ definition }) => definition.kind))
      expect(definitions.map(({ kind }) => kind).filter((kind) => !covered.has(kind))).toEqual([])
    })

    for (const crashCase of cases) {
      const name = `${crashCase.definition.kind}${crashCase.when ? ` ${crashCase.when}` : ''}`
      it(`${name} comes to the same end wherever its runner is killed`, { timeout: 300_000 }, async () => {
        const undisturbed = await live(stores, definitions, { crashCase })
        expect(undisturbed.commits.length).toBeGreaterThan(1)
        for (const moment of momentsToKillAt(undisturbed.commits)) {
          const run = await live(stores, definitions, { crashCase, killAt: moment.name })
          const where = `killed ${moment.name}`
          expect({ where, wasKilled: run.wasKilled || moment.mayNotCome }).toEqual({ where, wasKilled: true })
          expect({ where, way: run.way, end: run.end }).toEqual({ where, way: undisturbed.way, end: undisturbed.end })
        }
      })
    }
  })
}

interface Moment {
  name: string
  /** A step that waits may be looked at once in one run and twice in the next. */
  mayNotCome: boolean
}

/** Every moment, but of a step that waits again and again only the first two rounds: the others are the same once more. */
const momentsToKillAt = (commits: CommitPoint[]): Moment[] => {
  const tell = momentNames()
  return commits.map(tell).flatMap(({ name, time }) => (time <= 2 ? [{ name, mayNotCome: time === 2 }] : []))
}

/** Names each moment by what happens then, never by its place among all: runs differ in how often they wait. */
const momentNames = () => {
  const operations: string[] = []
  const times = new Map<string, number>()
  return ({ when, what, step, operationId }: CommitPoint) => {
    if (!operations.includes(operationId)) operations.push(operationId)
    const which = `${when} the commit of ${what} ${step} of operation ${operations.indexOf(operationId) + 1}`
    const time = (times.get(which) ?? 0) + 1
    times.set(which, time)
    return { name: `${which}, time ${time}`, time }
  }
}

interface Life<Tools> {
  crashCase: CrashCase<Tools>
  /** A moment around a commit, as `momentNames` calls it. */
  killAt?: string
}

const live = async <Tools>(
  stores: Stores,
  definitions: readonly OperationDefinition<Tools>[],
  { crashCase, killAt }: Life<Tools>,
) => {
  const { database, drop } = await stores.freshDatabase()
  const clock = movingClock()
  const world = await crashCase.world(database, clock)
  const { id } = await world.start()
  const commits: CommitPoint[] = []
  const tell = momentNames()
  let wasKilled = false
  const drive = { database, definitions, clock, tools: world.tools, answer: () => world.answer() }
  try {
    await driveOperations({
      ...drive,
      atCommit(point) {
        commits.push(point)
        if (tell(point).name === killAt) throw new RunnerKilled()
      },
    })
  } catch (error) {
    if (!(error instanceof RunnerKilled)) throw error
    wasKilled = true
    clock.advance(driveLeaseSeconds + 0.1)
    await driveOperations(drive)
  }
  const events = await listEvents(database.read, id)
  const way = events
    .filter(({ move }) => move !== 'waited')
    .map(({ step, move, next }) => `${step} ${move} ${next ?? ''}`)
  const end = await world.end()
  await drop()
  return { commits, wasKilled, way, end }
}
