import type { SeriesName } from './series.ts'

/** How a metric is made from what is stored. */
export type Derivation =
  /** The newest figure. */
  | { readonly last: SeriesName }
  /** Growth in a second. */
  | { readonly rate: SeriesName }
  /** The growth of the first as a share of both. */
  | { readonly share: readonly [SeriesName, SeriesName] }
  /** Growth of the first for each one of the second. */
  | { readonly mean: readonly [SeriesName, SeriesName] }

export const metricGroups = ['load', 'saturation', 'engine', 'replication', 'pooler', 'gateway', 'host'] as const
export const metricUnits = [
  'count',
  'per-second',
  'bytes',
  'bytes-per-second',
  'seconds',
  'share',
  'cpus',
  'transactions',
] as const

export interface Metric {
  readonly of: 'database' | 'host'
  readonly group: (typeof metricGroups)[number]
  readonly unit: (typeof metricUnits)[number]
  readonly meaning: string
  readonly from: Derivation
  /** When it has figures at all; left out: always, while the database runs. */
  readonly only?: string
}

const whilePooled = 'while the pooler runs, which it does while somebody uses the pooled endpoint'

const ofDatabase = {
  'transactions-committed': {
    group: 'load',
    unit: 'per-second',
    meaning: 'Transactions that were committed.',
    from: { rate: 'transactions_committed' },
  },
  'transactions-rolled-back': {
    group: 'load',
    unit: 'per-second',
    meaning: 'Transactions that were rolled back, by the client or because of an error.',
    from: { rate: 'transactions_rolled_back' },
  },
  'rollback-share': {
    group: 'load',
    unit: 'share',
    meaning: 'Share of all transactions that were rolled back.',
    from: { share: ['transactions_rolled_back', 'transactions_committed'] },
  },
  'transaction-seconds': {
    group: 'load',
    unit: 'seconds',
    meaning: 'Mean time that the engine worked for one committed transaction. A mean: single slow ones do not show.',
    from: { mean: ['active_seconds', 'transactions_committed'] },
  },
  'active-sessions': {
    group: 'load',
    unit: 'count',
    meaning: 'Mean number of sessions that were executing something.',
    from: { rate: 'active_seconds' },
  },
  'sessions-opened': {
    group: 'load',
    unit: 'per-second',
    meaning: 'New sessions of the engine; many of them cost more than their queries.',
    from: { rate: 'sessions' },
  },
  'sessions-broken': {
    group: 'load',
    unit: 'per-second',
    meaning: 'Sessions that ended by a lost client, a fatal error or a termination.',
    from: { rate: 'sessions_broken' },
  },
  deadlocks: {
    group: 'load',
    unit: 'per-second',
    meaning: 'Transactions that the engine ended because they waited for one another.',
    from: { rate: 'deadlocks' },
  },
  'rows-read': {
    group: 'load',
    unit: 'per-second',
    meaning: 'Rows that scans read, whether or not a client got them.',
    from: { rate: 'rows_read' },
  },
  'rows-written': {
    group: 'load',
    unit: 'per-second',
    meaning: 'Rows inserted, updated or deleted.',
    from: { rate: 'rows_written' },
  },
  cpu: {
    group: 'saturation',
    unit: 'cpus',
    meaning: 'Processors in use by the instance.',
    from: { rate: 'cpu_seconds' },
  },
  memory: {
    group: 'saturation',
    unit: 'bytes',
    meaning: 'Memory of the instance that cannot be given back: without the cache of files.',
    from: { last: 'memory_bytes' },
  },
  'memory-limit': {
    group: 'saturation',
    unit: 'bytes',
    meaning: 'Memory that the size allows.',
    from: { last: 'memory_limit_bytes' },
  },
  disk: {
    group: 'saturation',
    unit: 'bytes',
    meaning: 'What is taken of the volume: data, indexes and log.',
    from: { last: 'volume_used_bytes' },
  },
  'disk-free': {
    group: 'saturation',
    unit: 'bytes',
    meaning: 'Room that is left on the volume.',
    from: { last: 'volume_free_bytes' },
  },
  'disk-size': { group: 'saturation', unit: 'bytes', meaning: 'Size of the volume.', from: { last: 'volume_bytes' } },
  'disk-reads': {
    group: 'saturation',
    unit: 'bytes-per-second',
    meaning: 'What the engine read from its files; a part came from the system’s cache.',
    from: { rate: 'engine_read_bytes' },
  },
  'disk-writes': {
    group: 'saturation',
    unit: 'bytes-per-second',
    meaning: 'What the engine wrote to its data files, without the log.',
    from: { rate: 'engine_written_bytes' },
  },
  'network-received': {
    group: 'saturation',
    unit: 'bytes-per-second',
    meaning: 'Bytes that came to the instance.',
    from: { rate: 'network_received_bytes' },
  },
  'network-sent': {
    group: 'saturation',
    unit: 'bytes-per-second',
    meaning: 'Bytes that left the instance.',
    from: { rate: 'network_sent_bytes' },
  },
  connections: {
    group: 'engine',
    unit: 'count',
    meaning: 'Sessions of clients, by what they are doing.',
    from: { last: 'connections' },
  },
  'connection-limit': {
    group: 'engine',
    unit: 'count',
    meaning: 'Sessions that the size allows.',
    from: { last: 'connection_limit' },
  },
  'waiting-sessions': {
    group: 'engine',
    unit: 'count',
    meaning: 'Sessions that are executing and wait, by what they wait for.',
    from: { last: 'waiting_sessions' },
  },
  'locks-held': { group: 'engine', unit: 'count', meaning: 'Locks that are held.', from: { last: 'locks_held' } },
  'locks-waiting': {
    group: 'engine',
    unit: 'count',
    meaning: 'Locks that somebody waits for.',
    from: { last: 'locks_waiting' },
  },
  'longest-transaction': {
    group: 'engine',
    unit: 'seconds',
    meaning: 'Age of the oldest open transaction; cleaning up waits for it.',
    from: { last: 'longest_transaction_seconds' },
  },
  'cache-hit-share': {
    group: 'engine',
    unit: 'share',
    meaning: 'Share of page reads that were served from the engine’s own memory.',
    from: { share: ['blocks_hit', 'blocks_read'] },
  },
  'temporary-files': {
    group: 'engine',
    unit: 'bytes-per-second',
    meaning: 'What sorts and joins wrote to disk because it did not fit in memory.',
    from: { rate: 'temporary_bytes' },
  },
  checkpoints: {
    group: 'engine',
    unit: 'per-second',
    meaning: 'Checkpoints, by why they began: `requested` ones mean that the log grew quickly.',
    from: { rate: 'checkpoints' },
  },
  'checkpoint-share': {
    group: 'engine',
    unit: 'share',
    meaning: 'Share of the time in which a checkpoint was writing.',
    from: { rate: 'checkpoint_seconds' },
  },
  'vacuum-workers': {
    group: 'engine',
    unit: 'count',
    meaning: 'Autovacuum workers that are cleaning up.',
    from: { last: 'vacuum_workers' },
  },
  'xid-age': {
    group: 'engine',
    unit: 'transactions',
    meaning: 'Age of the oldest unfrozen row; at two billion the engine would stop.',
    from: { last: 'xid_age' },
  },
  wal: {
    group: 'engine',
    unit: 'bytes-per-second',
    meaning: 'Log that the engine wrote: every change passes through it.',
    from: { rate: 'wal_bytes' },
  },
  'replication-clients': {
    group: 'replication',
    unit: 'count',
    meaning: 'Standbys, replicas and change streams that are connected.',
    from: { last: 'senders' },
  },
  'replication-lag': {
    group: 'replication',
    unit: 'bytes',
    meaning: 'Log that the slowest of them has not confirmed.',
    from: { last: 'sender_lag_bytes' },
    only: 'while a standby, replica or change stream is connected',
  },
  'wal-kept': {
    group: 'replication',
    unit: 'bytes',
    meaning: 'Log that is kept for the slowest replication slot, connected or not.',
    from: { last: 'wal_kept_bytes' },
  },
  'pooler-clients': {
    group: 'pooler',
    unit: 'count',
    meaning: 'Clients of the pooled endpoint, by what they are doing.',
    from: { last: 'pooler_clients' },
    only: whilePooled,
  },
  'pooler-sessions': {
    group: 'pooler',
    unit: 'count',
    meaning: 'The pooler’s sessions of the engine, by what they are doing.',
    from: { last: 'pooler_servers' },
    only: whilePooled,
  },
  'pooler-transactions': {
    group: 'pooler',
    unit: 'per-second',
    meaning: 'Transactions through the pooler.',
    from: { rate: 'pooler_transactions' },
    only: whilePooled,
  },
  'pooler-queries': {
    group: 'pooler',
    unit: 'per-second',
    meaning: 'Queries through the pooler.',
    from: { rate: 'pooler_queries' },
    only: whilePooled,
  },
  'pooler-query-seconds': {
    group: 'pooler',
    unit: 'seconds',
    meaning: 'Mean time of a query, seen from the pooler.',
    from: { mean: ['pooler_query_seconds', 'pooler_queries'] },
    only: whilePooled,
  },
  'pooler-wait-seconds': {
    group: 'pooler',
    unit: 'seconds',
    meaning: 'Mean time that a transaction waited for a session of the engine.',
    from: { mean: ['pooler_wait_seconds', 'pooler_transactions'] },
    only: whilePooled,
  },
  'pooler-oldest-wait': {
    group: 'pooler',
    unit: 'seconds',
    meaning: 'How long the client at the head of the queue has waited.',
    from: { last: 'pooler_oldest_wait_seconds' },
    only: whilePooled,
  },
  'gateway-connections': {
    group: 'gateway',
    unit: 'count',
    meaning: 'Connections that are open at the stable ports.',
    from: { last: 'gateway_connections' },
  },
  'gateway-refused': {
    group: 'gateway',
    unit: 'per-second',
    meaning: 'Connections that were refused at the stable ports.',
    from: { rate: 'gateway_refused' },
  },
} as const satisfies Record<string, Omit<Metric, 'of'>>

const ofHost = {
  'host-cpu': {
    unit: 'cpus',
    meaning: 'Processors in use, by what for.',
    from: { rate: 'host_cpu_seconds' },
  },
  'host-load': {
    unit: 'count',
    meaning: 'Mean number of programs that ran or waited for a processor or a disk, over a minute.',
    from: { last: 'host_load' },
  },
  'host-memory': { unit: 'bytes', meaning: 'Memory in use.', from: { last: 'host_memory_used_bytes' } },
  'host-memory-size': { unit: 'bytes', meaning: 'Memory that the host has.', from: { last: 'host_memory_bytes' } },
  'host-pool-free': {
    unit: 'bytes',
    meaning: 'Room that is left on the disk of the volumes.',
    from: { last: 'host_pool_free_bytes' },
  },
  'host-pool-size': { unit: 'bytes', meaning: 'Size of the disk of the volumes.', from: { last: 'host_pool_bytes' } },
  'host-network-received': {
    unit: 'bytes-per-second',
    meaning: 'Bytes that came to the host from outside.',
    from: { rate: 'host_network_received_bytes' },
  },
  'host-network-sent': {
    unit: 'bytes-per-second',
    meaning: 'Bytes that left the host.',
    from: { rate: 'host_network_sent_bytes' },
  },
  'host-samples-dropped': {
    unit: 'per-second',
    meaning: 'Figures that were dropped because they could not be delivered for too long.',
    from: { rate: 'host_samples_dropped' },
  },
} as const satisfies Record<string, Omit<Metric, 'of' | 'group'>>

export type DatabaseMetric = keyof typeof ofDatabase
export type HostMetric = keyof typeof ofHost
export type MetricName = DatabaseMetric | HostMetric

/** Every metric that can be asked for, with what it means. */
export const metricCatalogue: Readonly<Record<MetricName, Metric>> = {
  ...mapValues(ofDatabase, (metric): Metric => ({ ...metric, of: 'database' })),
  ...mapValues(ofHost, (metric): Metric => ({ ...metric, of: 'host', group: 'host' })),
}

function mapValues<Key extends string, From, To>(from: Record<Key, From>, map: (value: From) => To): Record<Key, To> {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, map(value as From)])) as Record<Key, To>
}

export const metricNames = (of: Metric['of']): MetricName[] =>
  (Object.keys(metricCatalogue) as MetricName[]).filter((name) => metricCatalogue[name].of === of)

/** What a metric is made from. */
export function seriesOf({ from }: Metric): readonly SeriesName[] {
  if ('last' in from) return [from.last]
  if ('rate' in from) return [from.rate]
  return 'share' in from ? from.share : from.mean
}
