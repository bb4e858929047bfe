import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import { listDue } from './operation-store.ts'

export interface OverdueSweepOptions {
  database: Database
  clock: Clock
  everyMs: number
  wake: (operationId: string) => void
  onError: (error: unknown) => void
}

const most = 200

export interface OverdueSweep {
  /** Milliseconds since the books were last looked at to the end. */
  idleMs(): number
  close(): Promise<void>
}

/** The safety net: finds operations whose time has come and whom nobody rang, or whose runner died. Losing Redis delays, never loses. */
export function startOverdueSweep({ database, clock, everyMs, wake, onError }: OverdueSweepOptions): OverdueSweep {
  let sweeping: Promise<void> | undefined
  let turnedAt = Number.NEGATIVE_INFINITY
  const sweep = async () => {
    try {
      for (const id of await listDue(database.read, clock.now(), most)) wake(id)
      turnedAt = performance.now()
    } catch (error) {
      onError(error)
    }
    sweeping = undefined
  }
  const turn = () => {
    sweeping ??= sweep()
  }
  const timer = setInterval(turn, everyMs)
  turn()
  return {
    idleMs: () => performance.now() - turnedAt,
    async close() {
      clearInterval(timer)
      await sweeping
    },
  }
}
