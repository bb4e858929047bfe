import { type MetricsView, metricRoutes, mostMetrics } from '@holdfast/shared/contract/metric-routes'
import { metricCatalogue, metricNames } from '@holdfast/shared/metrics/catalogue'
import { formatBytes } from '@holdfast/shared/units'
import { type Command, UsageError } from '../command.ts'
import { databaseNames } from '../offers.ts'
import { table } from '../output.ts'

/** What says in a glance how it is. */
const usualOfDatabase = [
  'transactions-committed',
  'rollback-share',
  'transaction-seconds',
  'connections',
  'waiting-sessions',
  'cpu',
  'memory',
  'disk',
  'cache-hit-share',
  'wal',
  'xid-age',
  'longest-transaction',
]

const spanSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

function secondsOf(text: string, option: string): number {
  const [, amount, unit = ''] = /^(\d{1,5})([smhd])$/.exec(text) ?? []
  const seconds = Number(amount) * (spanSeconds[unit] ?? Number.NaN)
  if (!(seconds >= 1)) throw new UsageError(`needs ${option} 90s, 30m, 6h or 7d`)
  return seconds
}

const unitOf = (name: string): string | undefined =>
  Object.entries(metricCatalogue).find(([it]) => it === name)?.[1].unit

const plain = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)))

/** A value as people read it, by the unit of its metric. */
function inUnit(value: number, unit: string | undefined): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(Math.max(0, value))
    case 'bytes-per-second':
      return `${formatBytes(Math.max(0, value))}/s`
    case 'share':
      return `${plain(value * 100)} %`
    case 'per-second':
      return `${plain(value)}/s`
    case 'seconds':
      return value > 0 && value < 1 ? `${plain(value * 1_000)} ms` : `${plain(value)} s`
    default:
      return plain(value)
  }
}

function rowOf({ name, labels, values }: MetricsView['series'][number]) {
  const known = values.filter((value) => value !== null)
  const line = Object.entries(labels)
    .filter(([label]) => label !== 'instance' && label !== 'host')
    .map(([, value]) => value)
  const newest = known.at(-1)
  if (newest === undefined) return [name, line.join(' ') || null, null, null, null, null]
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const figures = [newest, Math.min(...known), mean, Math.max(...known)].map((value) => inUnit(value, unitOf(name)))
  return [name, line.join(' ') || null, ...figures]
}

const metrics: Command = {
  usage: 'metrics NAME [--host] [--names A,B] [--last 1h] [--step 10s]',
  summary: 'What a database (or a host: --host) did over the last hour: its newest, least, mean and greatest figures',
  example: 'holdfast metrics orders --names cpu,connections --last 6h',
  options: {
    host: { type: 'boolean' },
    names: { type: 'string' },
    last: { type: 'string' },
    step: { type: 'string' },
  },
  offers: { NAME: databaseNames, '--names': Object.keys(metricCatalogue) },
  async run({ call, output }, args) {
    const isHost = args.flag('host')
    const usual = isHost ? metricNames('host').slice(0, mostMetrics) : usualOfDatabase
    const step = args.text('step')
    const query = {
      names: args.text('names') ?? usual.join(','),
      from: new Date(Date.now() - secondsOf(args.text('last') ?? '1h', '--last') * 1000).toISOString(),
      ...(step === undefined ? {} : { stepSeconds: secondsOf(step, '--step') }),
    }
    const view = isHost
      ? await call(metricRoutes.ofHost, { params: { host: args.at(0) }, query })
      : await call(metricRoutes.ofDatabase, { params: { database: args.at(0) }, query })
    const head = ['metric', 'line', 'newest', 'least', 'mean', 'greatest']
    const rows = view.series.map(rowOf)
    output.result(view, rows.length > 0 ? table(head, rows) : 'There are no figures of this time.')
    return 0
  },
}

export const metricsCommands: readonly Command[] = [metrics]
