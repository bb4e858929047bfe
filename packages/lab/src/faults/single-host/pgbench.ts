import { randomBytes } from 'node:crypto'
import Docker from 'dockerode'
import { type PgbenchRun, runPgbench } from '../../bench/measuring/run-pgbench.ts'

export interface RunningPgbench {
  /** Lets it finish what runs; answers its summary. Throws when one client failed meanwhile. */
  end(): Promise<string>
}

/** Longer than any test; it is ended before. */
const atMost = ['-T', '3600']

/** pgbench that goes on until it is told to end. One client that loses its connection, or gets none, fails the whole run. */
export function startPgbench({ args, ...run }: Omit<PgbenchRun, 'name'>): RunningPgbench {
  const name = `hf-pgbench-${randomBytes(4).toString('hex')}`
  const running = runPgbench({ ...run, name, args: [...atMost, ...args] })
  // Whoever calls `end` hears of it.
  running.catch(() => undefined)
  return {
    async end() {
      // The alarm that a time limit would have rung: pgbench stops in order and sums up.
      const container = new Docker().getContainer(name)
      await Promise.race([container.kill({ signal: 'SIGALRM' }).catch(() => undefined), running])
      return running
    },
  }
}

/** How many transactions a summary counts, and how many of them failed. */
export function readTransactions(summary: string): { processed: number; failed: number } {
  const processed = /number of transactions actually processed: (\d+)/.exec(summary)?.[1]
  const failed = /number of failed transactions: (\d+)/.exec(summary)?.[1]
  if (processed === undefined || failed === undefined) throw new Error(`pgbench gave no summary:\n${summary}`)
  return { processed: Number(processed), failed: Number(failed) }
}
