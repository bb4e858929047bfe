import type { Client } from 'pg'
import { keeperRole } from './access/platform-roles.ts'
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

/** The keeper may pin no more than this; the rest is no tenant's to set. */
const keeperPins = (owner: string) => ({
  search_path: 'pg_catalog',
  role: owner,
  default_transaction_read_only: 'off',
  statement_timeout: '20s',
  lock_timeout: '3s',
  transaction_timeout: '0',
  idle_session_timeout: '0',
  idle_in_transaction_session_timeout: '30s',
  local_preload_libraries: '',
  default_tablespace: '',
  client_min_messages: 'warning',
})

/** A space or a backslash in a value would end it. */
const startupOptions = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, '\\$&')}`)
    .join(' ')

export type Session = Client

/** Read while the engine starts: the client library takes as long as the engine does. */
export const loadClient = () => import('pg')

interface Entrance {
  readonly user: string
  readonly database: string
  readonly options: string
}

const superuser = { user: 'postgres', options: startupOptions(pins) } as const

/** A superuser session of the instance manager: by the peer rule, in the platform's own database, everything pinned. */
export const openSession = (paths: EnginePaths, limitMilliseconds: number): Promise<Session> =>
  open(paths, { ...superuser, database: 'holdfast' }, limitMilliseconds)

/** The same in a tenant's database: for the few statements that only a superuser can say and that run nothing of the tenant's. */
export const openSuperuserIn = (paths: EnginePaths, database: string): Promise<Session> =>
  open(paths, { ...superuser, database }, keeperLimit)

/** The keeper in a tenant's database, acting as `owner` from its first moment; `none`: as itself. */
export const openKeeper = (paths: EnginePaths, database: string, owner: string): Promise<Session> =>
  open(paths, { user: keeperRole, database, options: startupOptions(keeperPins(owner)) }, keeperLimit)

const keeperLimit = 5_000

async function open(paths: EnginePaths, entrance: Entrance, limitMilliseconds: number): Promise<Session> {
  const { default: pg } = await loadClient()
  const session = new pg.Client({
    host: paths.sockets,
    port: 5432,
    ...entrance,
    application_name: 'hf_instance_manager',
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
