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

/** The newest migration that the store has; undefined when it has none. Throws when the store does not answer within two seconds. */
export async function findNewestMigration(tx: Tx): Promise<string | undefined> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer within two seconds')), 2_000).unref()
  })
  const asked = tx.$queryRaw<{ name: string }[]>`
    SELECT "migration_name" AS "name" FROM "_prisma_migrations"
    WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL ORDER BY "migration_name" DESC LIMIT 1`
  const [newest] = await Promise.race([asked, late])
  return newest?.name
}
