import type { DatabaseMetric } from '@holdfast/shared/metrics/catalogue'
import { formatList } from '../ui/numbers.ts'
import type { ChartGroup, ChartId } from './charts.ts'
import type { Span } from './time-range.ts'

const spans: Readonly<Record<Span, string>> = {
  '-15m': 'last 15 minutes',
  '-1h': 'last hour',
  '-6h': 'last 6 hours',
  '-24h': 'last day',
  '-7d': 'last 7 days',
  '-30d': 'last 30 days',
}

const lines: Readonly<Partial<Record<DatabaseMetric, string>>> = {
  'transactions-committed': 'committed',
  'transactions-rolled-back': 'rolled back',
  'rows-read': 'read',
  'rows-written': 'written',
  'sessions-opened': 'opened',
  'sessions-broken': 'broken',
  memory: 'in use',
  'memory-limit': 'limit',
  disk: 'data',
  'disk-free': 'free',
  'disk-size': 'volume',
  'disk-reads': 'read',
  'disk-writes': 'written',
  'network-received': 'received',
  'network-sent': 'sent',
  'connection-limit': 'limit',
  'locks-waiting': 'waited for',
  'locks-held': 'held',
  'pooler-transactions': 'transactions',
  'pooler-queries': 'queries',
  'pooler-query-seconds': 'of a query',
  'pooler-wait-seconds': 'waiting for a session',
}

const charts: Readonly<Record<ChartId, string>> = {
  transactions: 'Transactions',
  'transaction-time': 'Mean time of a transaction',
  active: 'Sessions at work',
  rows: 'Rows',
  sessions: 'New and broken sessions',
  deadlocks: 'Deadlocks',
  cpu: 'CPU',
  memory: 'Memory',
  disk: 'Disk',
  'disk-io': 'Reads and writes',
  network: 'Network',
  connections: 'Connections',
  waiting: 'Waiting sessions',
  locks: 'Locks',
  longest: 'Oldest open transaction',
  cache: 'Cache hits',
  temporary: 'Temporary files',
  wal: 'Log written',
  checkpoints: 'Checkpoints',
  vacuum: 'Autovacuum workers',
  xid: 'Age of transaction ids',
  replicas: 'Connected standbys and streams',
  lag: 'Replication lag',
  'wal-kept': 'Log kept for slots',
  'pooler-clients': 'Clients of the pooler',
  'pooler-sessions': 'Sessions of the pooler',
  'pooler-work': 'Work through the pooler',
  'pooler-time': 'Mean times at the pooler',
  'pooler-wait': 'Longest wait at the pooler',
  'gateway-connections': 'Open at the stable ports',
  'gateway-refused': 'Refused at the stable ports',
}

const groups: Readonly<Record<ChartGroup['id'], string>> = {
  load: 'Load',
  saturation: 'Saturation',
  engine: 'PostgreSQL',
  replication: 'Replication',
  pooler: 'Pooler',
  gateway: 'Gateway',
}

const glance: Readonly<Partial<Record<DatabaseMetric, string>>> = {
  'transactions-committed': 'Transactions',
  'transaction-seconds': 'Mean time',
  cpu: 'CPU',
  memory: 'Memory',
  disk: 'Disk',
  connections: 'Connections',
}

export const text = {
  title: 'Metrics',
  charts,
  groups,
  lines,
  glance,
  perSecond: (figure: string) => `${figure}\u202f/s`,
  cpus: (figure: string) => `${figure}\u202fCPU`,
  sentence: {
    live: (span: Span) => `The ${spans[span]}, live.`,
    between: (from: string, to: string) => `From ${from} to ${to}.`,
  },
  range: {
    label: 'Range',
    spans: {
      '-15m': '15 min',
      '-1h': '1 h',
      '-6h': '6 h',
      '-24h': '24 h',
      '-7d': '7 d',
      '-30d': '30 d',
    } satisfies Record<Span, string>,
    other: 'As chosen',
    earlier: 'Earlier',
    later: 'Later',
    narrower: 'Zoom in',
    wider: 'Zoom out',
    hint: 'Drag across a chart to zoom all of them; a double click or Escape leads back.',
  },
  none: 'No figures in this range.',
  noneBecause: (only: string) => `No figures in this range: they come ${only}.`,
  stale: (moment: string) =>
    `Figures cannot be read at the moment; shown as of ${moment}. The database is not touched by this.`,
  summary: {
    live: (now: string, least: string, most: string) => `Now ${now}; between ${least} and ${most} in this range.`,
    past: (end: string, least: string, most: string) =>
      `At its end ${end}; between ${least} and ${most} in this range.`,
  },
  trends: { rising: 'Rising.', falling: 'Falling.', steady: 'Steady.' },
  events: (title: string) => `Events in the range of ${title}`,
  severalEvents: (words: readonly string[]) => `${words.length} events: ${formatList(words)}`,
  table: 'View as table',
  tableTime: 'Time',
  csv: 'CSV',
  csvName: (chart: string) => `${chart}, all figures as CSV`,
  all: 'All metrics',
  glanceTitle: 'Load of the last hour',
}
