import type { Tx } from '../platform/database/database.ts'
import { findNewestMigration } from './vitals-store.ts'

export interface Readiness {
  readonly store: boolean
  readonly migrations: boolean
  readonly runner: boolean
  readonly sequencer: boolean
  /** Why a part is not ready, a sentence each. */
  readonly because: readonly string[]
}

export interface Probed {
  readonly read: Tx
  /** The newest migration that this program knows. */
  readonly newestMigration: string | undefined
  readonly runner: { idleMs(): number }
  readonly sequencer: { idleMs(): number }
}

/** Both look every two seconds or oftener; a look that fails takes its time too. */
const mostIdleMs = 10_000

/** What a probe saw; `store` is absent when it did not answer. */
export interface Seen {
  readonly store: { readonly newestMigration: string | undefined } | undefined
  readonly newestKnown: string | undefined
  readonly runnerIdleMs: number
  readonly sequencerIdleMs: number
}

/** Asks every part that this replica needs for its work. */
export async function probeReadiness({ read, newestMigration, runner, sequencer }: Probed): Promise<Readiness> {
  const store = await findNewestMigration(read).then(
    (name) => ({ newestMigration: name }),
    () => undefined,
  )
  return readinessOf({
    store,
    newestKnown: newestMigration,
    runnerIdleMs: runner.idleMs(),
    sequencerIdleMs: sequencer.idleMs(),
  })
}

/** Judges what was seen. Migrations count as not ready while the store does not answer, since nobody knows. Pure. */
export function readinessOf({ store, newestKnown, runnerIdleMs, sequencerIdleMs }: Seen): Readiness {
  const isCurrent = store !== undefined && store.newestMigration === newestKnown
  const faults = {
    store: store === undefined && 'The store does not answer.',
    migrations: store !== undefined && !isCurrent && differs(store.newestMigration, newestKnown),
    runner: idleTooLong('runner', runnerIdleMs),
    sequencer: idleTooLong('sequencer', sequencerIdleMs),
  }
  return {
    store: !faults.store,
    migrations: isCurrent,
    runner: !faults.runner,
    sequencer: !faults.sequencer,
    because: Object.values(faults).filter((fault) => fault !== false),
  }
}

const differs = (applied: string | undefined, known: string | undefined): string =>
  `The store is at migration ${applied ?? 'none'}, this program at ${known ?? 'none'}.`

const idleTooLong = (part: string, idleMs: number): string | false => {
  if (idleMs < mostIdleMs) return false
  return Number.isFinite(idleMs)
    ? `The ${part} has not turned for ${Math.round(idleMs / 1000)} s.`
    : `The ${part} has not turned yet.`
}
