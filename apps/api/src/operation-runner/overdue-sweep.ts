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

/** The safety net: finds operations whose time has come and whom nobody rang, or whose runner died. Losing Redis delays, never loses. */
export function startOverdueSweep({ database, clock, everyMs, wake, onError }: OverdueSweepOptions): {
  close(): Promise<void>
} {
  let sweeping: Promise<void> | undefined
  const sweep = async () => {
    try {
      for (const id of await listDue(database.read, clock.now(), most)) wake(id)
    } catch (error) {
      onError(error)
    }
    sweeping = undefined
  }
  const timer = setInterval(() => {
    sweeping ??= sweep()
  }, everyMs)
  return {
    async close() {
      clearInterval(timer)
      await sweeping
    },
  }
}
