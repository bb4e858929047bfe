import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '../session.ts'

export interface WhoLeaves {
  readonly database?: string
  readonly logins?: readonly string[]
}

/** Milliseconds for sessions to be gone after they were told. */
const limit = 5_000

const tell = `SELECT count(pg_terminate_backend(pid))::int AS told FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND backend_type IN ('client backend', 'walsender') AND datname <> 'holdfast'
  AND ($1::text IS NULL OR datname = $1) AND ($2::text[] IS NULL OR usename = ANY ($2))`

/** Ends the sessions of a logical database, of some logins, or of these there, and waits until they are gone. */
export async function endSessions(session: Session, { database, logins }: WhoLeaves): Promise<void> {
  const deadline = Date.now() + limit
  while (Date.now() < deadline) {
    const { rows } = await session.query(tell, [database ?? null, logins ?? null])
    if (rows[0].told === 0) return
    await sleep(20)
  }
  throw new Error(`sessions ${database ? `in ${database} ` : ''}would not end within ${limit / 1000} s`)
}
