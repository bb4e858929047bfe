import type { Client } from 'pg'
import type { EnginePaths } from './engine-paths.ts'

/**
 * In the startup packet these win over whatever somebody set for a database or a role; a SET afterwards could be too late.
 * The last four keep the verifiers in ALTER ROLE out of logs and views.
 */
const pins = {
  search_path: 'pg_catalog',
  role: 'none',
  default_transaction_read_only: 'off',
  session_replication_role: 'origin',
  event_triggers: 'off',
  statement_timeout: '30s',
  lock_timeout: '10s',
  transaction_timeout: '0',
  idle_session_timeout: '0',
  idle_in_transaction_session_timeout: '30s',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_min_duration_statement: '-1',
  track_activities: 'off',
} as const

const options = Object.entries(pins)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ')

export type Session = Client

/** Read while the engine starts: the client library takes as long as the engine does. */
export const loadClient = () => import('pg')

/** A superuser session of the instance manager: by the peer rule, in the platform's own database, everything pinned. */
export async function openSession(paths: EnginePaths, limitMilliseconds: number): Promise<Session> {
  const { default: pg } = await loadClient()
  const session = new pg.Client({
    host: paths.sockets,
    port: 5432,
    user: 'postgres',
    database: 'holdfast',
    application_name: 'hf_instance_manager',
    options,
    connectionTimeoutMillis: limitMilliseconds,
    query_timeout: 30_000,
  })
  // A session that breaks while nobody asks it anything is found by the next query.
  session.on('error', () => undefined)
  try {
    await session.connect()
  } catch (error) {
    await session.end().catch(() => undefined)
    throw error
  }
  return session
}
