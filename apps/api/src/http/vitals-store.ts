import type { Tx } from '../platform/database/database.ts'

export interface OperationCount {
  readonly kind: string
  readonly state: string
  readonly count: number
}

/** Unfinished operations, and those that ended within the last hour. */
export const countOperations = (tx: Tx): Promise<OperationCount[]> =>
  tx.$queryRaw<OperationCount[]>`
    SELECT kind, state, count(*)::int AS count FROM operation
    WHERE state = 'running' OR finished_at > now() - interval '1 hour' GROUP BY kind, state`

/** False when the store does not answer within two seconds. */
export async function isStoreReachable(tx: Tx): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, 2_000, false).unref())
  const asked = tx.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  )
  return Promise.race([asked, late])
}
