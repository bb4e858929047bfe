import type { OperationDefinition } from '../../src/operation-runner/define-operation.ts'
import { findOperation, listUnfinished } from '../../src/operation-runner/operation-store.ts'
import { runOperation } from '../../src/operation-runner/run-operation.ts'
import type { CommitPoint, RunnerParts } from '../../src/operation-runner/take-turn.ts'
import type { Database } from '../../src/platform/database/database.ts'
import type { MovingClock } from './moving-clock.ts'

export interface Drive<Tools> {
  database: Database
  definitions: readonly OperationDefinition<Tools>[]
  tools: Tools
  clock: MovingClock
  /** What happens outside between two looks at the operations: hosts act and report. */
  answer?: () => Promise<void>
  atCommit?: (point: CommitPoint) => void
  /** Errors that are not problems fail the drive unless this takes them. */
  onError?: RunnerParts<Tools>['onError']
  rounds?: number
}

export const driveLeaseSeconds = 5
let drives = 0

/**
 * Runs every unfinished operation of a database to its end, as one runner would, with time that passes as fast as it can. What
 * `atCommit` throws comes out: that runner is dead.
 */
export async function driveOperations<Tools>(drive: Drive<Tools>): Promise<void> {
  const { database, clock, atCommit, rounds = 300 } = drive
  const runner = `drive-${++drives}`
  let failure: unknown
  const parts: RunnerParts<Tools> = {
    ...drive,
    leaseSeconds: driveLeaseSeconds,
    definitions: new Map(drive.definitions.map((definition) => [definition.kind, definition])),
    onError: drive.onError ?? ((error) => (failure = error)),
    ...(atCommit ? { atCommit } : {}),
  }
  for (let round = 0; round < rounds; round++) {
    const unfinished = await listUnfinished(database.read)
    if (unfinished.length === 0) return
    for (const [at, operationId] of unfinished.entries())
      await runOperation(parts, { operationId, owner: `${runner}/${round}/${at}`, isEarly: true })
    if (failure) throw failure
    await drive.answer?.()
    clock.advance(await secondsToNext(database, unfinished, clock))
  }
  const rows = await Promise.all((await listUnfinished(database.read)).map((id) => findOperation(database.read, id)))
  const told = rows.map((row) => `${row?.kind} at ${row?.step}: ${row?.because}`).join('; ')
  throw new Error(`Not finished after ${rounds} rounds: ${told}`)
}

/** At most a second at a time, so that answers come before deadlines. */
const secondsToNext = async (database: Database, ids: string[], clock: MovingClock) => {
  const rows = await Promise.all(ids.map((id) => findOperation(database.read, id)))
  const times = rows.flatMap((row) => (row?.wakeAt ? [(row.wakeAt.getTime() - clock.now().getTime()) / 1000] : []))
  return Math.max(0.05, Math.min(1, ...times))
}
