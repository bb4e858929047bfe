import type { Tx } from '../platform/database/database.ts'

const name = 'alert-watch'

export interface Watch {
  readonly owner: string
  readonly now: Date
  readonly until: Date
}

/** True when the watch is this replica's until then: it had it, or nobody has. */
export async function takeWatch(tx: Tx, { owner, now, until }: Watch): Promise<boolean> {
  const value = JSON.stringify({ owner, until: until.toISOString() })
  const taken = await tx.$queryRaw<unknown[]>`
    INSERT INTO setting (name, value, updated_at) VALUES (${name}, ${value}::jsonb, ${now})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
    WHERE setting.value->>'owner' = ${owner} OR (setting.value->>'until')::timestamptz <= ${now}
    RETURNING 1`
  return taken.length === 1
}

/** Hands the watch over to whoever looks next. */
export async function leaveWatch(tx: Tx, owner: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM setting WHERE name = ${name} AND value->>'owner' = ${owner}`
}
