import { claimOperation, findHeld, type OperationRow, releaseLease } from './operation-store.ts'
import { type RunnerParts, takeTurn } from './take-turn.ts'

export interface Run {
  operationId: string
  /** Names this run among all runs of all replicas; a lease belongs to one run. */
  owner: string
  /** Before its time has come, because somebody told of a change. */
  isEarly: boolean
  /** True when the runner wants to end; the present step is finished first. */
  mustStop?: () => boolean
}

/**
 * Takes the operation's lease and runs its steps until it waits, ends, or is no longer this runner's. Returns the row as it was
 * left, undefined when there was nothing to do here.
 */
export async function runOperation<Tools>(parts: RunnerParts<Tools>, run: Run): Promise<OperationRow | undefined> {
  const { operationId, owner } = run
  const claimed = await claim(parts, run)
  let row: OperationRow | undefined = claimed
  while (row?.leaseOwner === owner) {
    const definition = parts.definitions.get(row.kind)
    if (!definition || run.mustStop?.()) {
      // A kind that this version does not know is left to a replica that does.
      await releaseLease(parts.database.read, operationId, owner)
      return row
    }
    // A commit that failed may only mean that somebody asked to cancel meanwhile: then the lease is still ours.
    const next: OperationRow | undefined = await takeTurn(parts, definition, row)
    row = next ?? (await findHeld(parts.database.read, operationId, owner)) ?? undefined
  }
  return row ?? claimed
}

const claim = async <Tools>({ database, clock, leaseSeconds, atCommit }: RunnerParts<Tools>, run: Run) => {
  const { operationId, owner, isEarly } = run
  const now = clock.now()
  const leaseUntil = new Date(now.getTime() + leaseSeconds * 1000)
  const row = await claimOperation(database.read, { id: operationId, owner, now, leaseUntil, isEarly })
  if (row) await atCommit?.({ when: 'after', what: 'claim', operationId, step: row.step })
  return row
}
