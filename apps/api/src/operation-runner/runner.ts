import { randomUUID } from 'node:crypto'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import { openAlarmClock } from './alarm-clock.ts'
import type { OperationDefinition } from './define-operation.ts'
import { listUnfinished } from './operation-store.ts'
import { startOverdueSweep } from './overdue-sweep.ts'
import { runOperation } from './run-operation.ts'
import type { RunnerParts } from './take-turn.ts'
import { openWorkbench } from './workbench.ts'

export interface RunnerOptions<Tools> {
  database: Database
  definitions: readonly OperationDefinition<Tools>[]
  tools: Tools
  redisUrl: string
  /** Prefix of what is kept in Redis. */
  name?: string
  clock?: Clock
  /** Operations that run at once in this replica; waiting ones do not count. */
  concurrency?: number
  leaseSeconds?: number
  sweepEveryMs?: number
  onError?: RunnerParts<Tools>['onError']
  /** Told when Redis or a sweep failed: delays, never losses. */
  onDelay?: (error: unknown) => void
  atCommit?: RunnerParts<Tools>['atCommit']
}

export interface Runner {
  /** Milliseconds since its sweep last looked at the books; endless before the first time. */
  idleMs(): number
  /** Finishes the steps that run just now and hands the rest to the other replicas. */
  close(): Promise<void>
}

/**
 * Runs operations: at once when they are started or told of a change (NOTIFY), at their time (the alarm clock), and at the latest
 * with the next sweep. Any number of replicas may run; each step commits once.
 */
export function startRunner<Tools>(options: RunnerOptions<Tools>): Runner {
  const { database, clock = systemClock, onDelay = () => {} } = options
  const parts = partsOf(options, clock)
  const runner = randomUUID()
  let runs = 0

  const bench = openWorkbench({
    places: options.concurrency ?? 12,
    async work(operationId, isEarly) {
      const owner = `${runner}/${++runs}`
      try {
        const row = await runOperation(parts, { operationId, owner, isEarly, mustStop: () => bench.isClosed() })
        if (row?.wakeAt && row.state === 'running' && row.leaseOwner !== owner)
          alarms.set({ operationId, revision: row.revision, at: row.wakeAt, now: clock.now() })
      } catch (error) {
        // The books could not be written: the lease runs out and the sweep tries again.
        parts.onError(error, { operationId, step: '' })
      }
    },
  })
  const alarms = openAlarmClock({
    redisUrl: options.redisUrl,
    name: `${options.name ?? 'holdfast'}-operations`,
    ring: (operationId) => bench.wake(operationId, false),
    onError: onDelay,
  })
  const sweep = startOverdueSweep({
    database,
    clock,
    everyMs: options.sweepEveryMs ?? 2_000,
    wake: (operationId) => bench.wake(operationId, false),
    onError: onDelay,
  })

  const lookAtAll = () =>
    listUnfinished(database.read).then((ids) => {
      for (const id of ids) bench.wake(id, true)
    }, onDelay)
  const stopListening = database.listen('operation', (notice) => {
    if (notice.kind === 'notified') bench.wake(notice.payload, true)
    else void lookAtAll()
  })
  void lookAtAll()

  return {
    idleMs: sweep.idleMs,
    async close() {
      stopListening()
      await sweep.close()
      await bench.close()
      await alarms.close()
    },
  }
}

const partsOf = <Tools>(options: RunnerOptions<Tools>, clock: Clock): RunnerParts<Tools> => ({
  database: options.database,
  clock,
  tools: options.tools,
  leaseSeconds: options.leaseSeconds ?? 5,
  onError: options.onError ?? (() => {}),
  definitions: new Map(options.definitions.map((definition) => [definition.kind, definition])),
  ...(options.atCommit ? { atCommit: options.atCommit } : {}),
})
