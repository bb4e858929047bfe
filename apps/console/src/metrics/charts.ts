import type { DatabaseMetric } from '@holdfast/shared/metrics/catalogue'

interface Plan {
  readonly id: string
  /** Of one unit; the first is what the chart is about. */
  readonly metrics: readonly [DatabaseMetric, ...DatabaseMetric[]]
}

/** The charts of a database in the order in which they are read. Each group is asked for in one request. */
export const chartGroups = [
  {
    id: 'load',
    charts: [
      { id: 'transactions', metrics: ['transactions-committed', 'transactions-rolled-back'] },
      { id: 'transaction-time', metrics: ['transaction-seconds'] },
      { id: 'active', metrics: ['active-sessions'] },
      { id: 'rows', metrics: ['rows-read', 'rows-written'] },
      { id: 'sessions', metrics: ['sessions-opened', 'sessions-broken'] },
      { id: 'deadlocks', metrics: ['deadlocks'] },
    ],
  },
  {
    id: 'saturation',
    charts: [
      { id: 'cpu', metrics: ['cpu'] },
      { id: 'memory', metrics: ['memory', 'memory-limit'] },
      { id: 'disk', metrics: ['disk', 'disk-free', 'disk-size'] },
      { id: 'disk-io', metrics: ['disk-reads', 'disk-writes'] },
      { id: 'network', metrics: ['network-received', 'network-sent'] },
    ],
  },
  {
    id: 'engine',
    charts: [
      { id: 'connections', metrics: ['connections', 'connection-limit'] },
      { id: 'waiting', metrics: ['waiting-sessions'] },
      { id: 'locks', metrics: ['locks-waiting', 'locks-held'] },
      { id: 'longest', metrics: ['longest-transaction'] },
      { id: 'cache', metrics: ['cache-hit-share'] },
      { id: 'temporary', metrics: ['temporary-files'] },
      { id: 'wal', metrics: ['wal'] },
      { id: 'checkpoints', metrics: ['checkpoints'] },
      { id: 'vacuum', metrics: ['vacuum-workers'] },
      { id: 'xid', metrics: ['xid-age'] },
    ],
  },
  {
    id: 'replication',
    charts: [
      { id: 'replicas', metrics: ['replication-clients'] },
      { id: 'lag', metrics: ['replication-lag'] },
      { id: 'wal-kept', metrics: ['wal-kept'] },
    ],
  },
  {
    id: 'pooler',
    charts: [
      { id: 'pooler-clients', metrics: ['pooler-clients'] },
      { id: 'pooler-sessions', metrics: ['pooler-sessions'] },
      { id: 'pooler-work', metrics: ['pooler-transactions', 'pooler-queries'] },
      { id: 'pooler-time', metrics: ['pooler-query-seconds', 'pooler-wait-seconds'] },
      { id: 'pooler-wait', metrics: ['pooler-oldest-wait'] },
    ],
  },
  {
    id: 'gateway',
    charts: [
      { id: 'gateway-connections', metrics: ['gateway-connections'] },
      { id: 'gateway-refused', metrics: ['gateway-refused'] },
    ],
  },
] as const satisfies readonly { id: string; charts: readonly Plan[] }[]

export type ChartGroup = (typeof chartGroups)[number]
export type ChartId = ChartGroup['charts'][number]['id']
export interface ChartPlan extends Plan {
  readonly id: ChartId
}

/** What the overview of a database shows of them, small. */
export const glance = [
  'transactions-committed',
  'transaction-seconds',
  'cpu',
  'memory',
  'disk',
  'connections',
] as const satisfies readonly DatabaseMetric[]

export const metricsOf = ({ charts }: ChartGroup): readonly DatabaseMetric[] =>
  charts.flatMap(({ metrics }: Plan) => metrics)
