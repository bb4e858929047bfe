import { z } from 'zod'

/**
 * What programs count and the store keeps: a `total` only grows (and begins again at 0 when its program does), a `gauge` is what it
 * is now. `by` is the label that tells several of one name apart. In the store a series is called `hf_` and its name.
 */
interface Series {
  readonly kind: 'gauge' | 'total'
  readonly by?: string
}
const gauge = { kind: 'gauge' } as const
const total = { kind: 'total' } as const

/** Of an instance, told by its manager: by the engine's own statistics and by what its container took. */
const ofInstance = {
  connections: { kind: 'gauge', by: 'state' },
  connection_limit: gauge,
  waiting_sessions: { kind: 'gauge', by: 'for' },
  longest_transaction_seconds: gauge,
  transactions_committed: total,
  transactions_rolled_back: total,
  active_seconds: total,
  sessions: total,
  sessions_broken: total,
  deadlocks: total,
  blocks_hit: total,
  blocks_read: total,
  rows_read: total,
  rows_written: total,
  temporary_bytes: total,
  locks_held: gauge,
  locks_waiting: gauge,
  wal_bytes: total,
  wal_kept_bytes: gauge,
  senders: gauge,
  sender_lag_bytes: gauge,
  checkpoints: { kind: 'total', by: 'reason' },
  checkpoint_seconds: total,
  vacuum_workers: gauge,
  xid_age: gauge,
  engine_read_bytes: total,
  engine_written_bytes: total,
  volume_bytes: gauge,
  volume_free_bytes: gauge,
  volume_used_bytes: gauge,
  cpu_seconds: total,
  memory_bytes: gauge,
  memory_limit_bytes: gauge,
  network_received_bytes: total,
  network_sent_bytes: total,
} as const satisfies Record<string, Series>

/** Of a pooler while its program runs. */
const ofPooler = {
  pooler_clients: { kind: 'gauge', by: 'state' },
  pooler_servers: { kind: 'gauge', by: 'state' },
  pooler_transactions: total,
  pooler_queries: total,
  pooler_query_seconds: total,
  pooler_wait_seconds: total,
  pooler_oldest_wait_seconds: gauge,
} as const satisfies Record<string, Series>

/** Of the gateway on a host, for each database. */
const ofGateway = {
  gateway_connections: gauge,
  gateway_refused: total,
} as const satisfies Record<string, Series>

/** Of a host, told by its agent. */
const ofHost = {
  host_cpu_seconds: { kind: 'total', by: 'mode' },
  host_load: gauge,
  host_memory_bytes: gauge,
  host_memory_used_bytes: gauge,
  host_pool_bytes: gauge,
  host_pool_free_bytes: gauge,
  host_network_received_bytes: total,
  host_network_sent_bytes: total,
  host_samples_dropped: total,
} as const satisfies Record<string, Series>

export const instanceSeries = ofInstance
export type InstanceSeries = keyof typeof ofInstance
export type PoolerSeries = keyof typeof ofPooler
export type GatewaySeries = keyof typeof ofGateway
export type HostSeries = keyof typeof ofHost
export const series = { ...ofInstance, ...ofPooler, ...ofGateway, ...ofHost } as const
export type SeriesName = keyof typeof series

export const storeName = (name: SeriesName): string => `hf_${name}`

/** One figure as a program tells it; `by` is the value of the series' label. */
export interface Figure<Name extends SeriesName = SeriesName> {
  readonly name: Name
  readonly by?: string | undefined
  readonly value: number
}

/** What an instance manager answers to `GET /figures`. Names are judged by who reads: an older agent meets newer ones. */
export const Figures = z
  .array(z.object({ name: z.string().max(60), by: z.string().max(60).optional(), value: z.number() }))
  .max(500)
