import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { MiB } from '@holdfast/shared/units'
import type { Restraint } from '../../../instance-manager/disk-ladder.ts'
import type { ClientAuthority } from './access/client-authority.ts'
import type { EnginePaths } from './engine-paths.ts'
import { tune } from './tune.ts'

const isPlain = (value: string) => /^(\d+[a-zA-Z]*|\d+\.\d+|on|off)$/.test(value)
const quote = (value: string) => `'${value.replaceAll("'", "''")}'`

/** One setting a line, sorted, values quoted where they need it. */
export const formatSettings = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} = ${isPlain(value) ? value : quote(value)}\n`)
    .join('')

/** HA.md §16 from the first database on: some of these cannot change later, none should. */
const fixed = {
  wal_level: 'logical',
  synchronous_commit: 'on',
  max_wal_senders: '12',
  max_replication_slots: '12',
  max_prepared_transactions: '0',
  max_locks_per_transaction: '64',
  wal_receiver_status_interval: '1s',
  wal_receiver_timeout: '3s',
  wal_sender_timeout: '6s',
  wal_retrieve_retry_interval: '100ms',
  tcp_user_timeout: '5s',
  tcp_keepalives_idle: '2',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  recovery_target_timeline: 'latest',
  archive_mode: 'on',
  hot_standby: 'on',
  hot_standby_feedback: 'on',
  max_standby_streaming_delay: '10s',
  max_standby_archive_delay: '10s',
  wal_log_hints: 'on',
  full_page_writes: 'on',
  fsync: 'on',
  allow_alter_system: 'off',
  restart_after_crash: 'on',
  checkpoint_timeout: '5min',
  checkpoint_completion_target: '0.9',
} as const

/** Who may come, and how. */
const entrance = (paths: EnginePaths) => ({
  listen_addresses: '0.0.0.0',
  port: '5432',
  unix_socket_directories: paths.sockets,
  unix_socket_permissions: '0700',
  authentication_timeout: '15s',
  password_encryption: 'scram-sha-256',
  ssl: 'on',
  ssl_cert_file: paths.certificate,
  ssl_key_file: paths.key,
  ssl_min_protocol_version: 'TLSv1.2',
  ssl_prefer_server_ciphers: 'on',
})

/** The log is the container's: short lines, no statement texts, no secrets. */
const log = {
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '%m [%p] %q%u@%d ',
  log_timezone: 'UTC',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_checkpoints: 'off',
  log_connections: 'off',
  log_disconnections: 'off',
  // The guard over replication hears of such a command before the engine obeys it.
  log_replication_commands: 'on',
} as const

const conduct = {
  timezone: 'UTC',
  lc_messages: 'C',
  huge_pages: 'try',
  dynamic_shared_memory_type: 'posix',
  shared_preload_libraries: 'pg_stat_statements',
  // Utility statements carry passwords; they are not kept.
  'pg_stat_statements.track_utility': 'off',
  // What a tenant's CREATEROLE makes, it can use at once.
  createrole_self_grant: 'set, inherit',
  random_page_cost: '1.1',
  jit: 'off',
  track_io_timing: 'on',
} as const

/** Whose certificates let clients in, and which of them no more; an empty file name switches either off. */
const clients = (paths: EnginePaths, authority: ClientAuthority | null) => ({
  ssl_ca_file: authority ? paths.clientCa : '',
  ssl_crl_file: authority?.crl ? paths.clientCrl : '',
})

/**
 * On a disk that fills. A checkpoint must come before the log has used what is kept for it; a reader of changes that lags holds the
 * log back, and loses its place before the engine loses its room. Read-only is a default: who wants to delete says BEGIN READ WRITE.
 */
const restrained = ({ isReadOnly, logBytes }: Restraint) => {
  const short = `${Math.floor((logBytes ?? 0) / MiB)}MB`
  return {
    ...(logBytes === null
      ? {}
      : { max_wal_size: short, min_wal_size: '8MB', wal_keep_size: '0', checkpoint_completion_target: '0.1' }),
    ...(isReadOnly ? { default_transaction_read_only: 'on' } : {}),
    ...(isReadOnly && logBytes !== null ? { max_slot_wal_keep_size: short } : {}),
  }
}

interface Judged {
  /** The page's settings after they were judged by the catalogue. */
  readonly tenant: Readonly<Record<string, string>>
  readonly authority: ClientAuthority | null
  readonly restraint: Restraint
}

/** conf/postgresql.conf. */
export function configuration(
  page: InstancePage,
  paths: EnginePaths,
  { tenant, authority, restraint }: Judged,
): string {
  const settings = {
    ...tune(page),
    ...conduct,
    ...tenant,
    // Last, so that nothing above can win against them.
    ...fixed,
    ...restrained(restraint),
    ...entrance(paths),
    ...clients(paths, authority),
    ...log,
    ...(tenant.log_min_duration_statement === undefined ? { log_min_duration_statement: '-1' } : {}),
    data_directory: paths.data,
    hba_file: paths.accessRules,
    ident_file: paths.identities,
    archive_command: `test -e ${paths.archiveNowhere}`,
  }
  return `${formatSettings(settings)}include = '${paths.replication}'\n`
}

/** conf/ha.conf for the only instance of a database: nobody to wait for. */
export const loneReplication = (): string => formatSettings({ synchronous_standby_names: '' })
