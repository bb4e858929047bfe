import { type MetricsView, type MetricView, mostMetrics } from '@holdfast/shared/contract/metric-routes'
import { type Metric, type MetricName, metricCatalogue } from '@holdfast/shared/metrics/catalogue'
import { Problem } from '@holdfast/shared/problems/problem'
import { type Caller, organizationOf } from '../people/caller.ts'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/database/database.ts'
import { expressionFor, type MetricScope } from './expression.ts'
import { findHolders, findHostId } from './holders-store.ts'
import type { Looks } from './looks.ts'
import type { MetricsStoreClient, StoredSeries } from './metrics-store-client.ts'
import { onGrid, type RangeWish, type TimeGrid, timeGrid } from './time-grid.ts'

export interface MetricsWish extends RangeWish {
  readonly names: readonly MetricName[]
}

/** What people and programs may read of the figures that hosts deliver. */
export interface MetricHistory {
  catalogue(): MetricView[]
  /** Metrics of a database of the caller's organization. Throws `not-found` or `metrics-unavailable`. */
  ofDatabase(tx: Tx, caller: Caller, wish: MetricsWish & { database: string }): Promise<MetricsView>
  ofHost(tx: Tx, wish: MetricsWish & { host: string }): Promise<MetricsView>
}

interface HistoryParts {
  readonly client: MetricsStoreClient
  readonly looks: Looks
  readonly clock: Clock
}

/** A range that ends so shortly before now, and is so fine, is somebody looking at what happens. */
const liveWithinSeconds = 60
const liveStep = 15
/** More lines than a chart can show; a host that invents labels gets no further. */
const mostLines = 100

export function openMetricHistory(parts: HistoryParts): MetricHistory {
  const now = () => parts.clock.now()
  return {
    catalogue: () => Object.entries(metricCatalogue).map(([name, metric]) => viewOf(name, metric)),
    async ofDatabase(tx, caller, { database, ...wish }) {
      demandNames(wish.names, 'database')
      const grid = timeGrid(wish, now())
      const holders = await findHolders(tx, organizationOf(caller), database)
      if (!holders) throw new Problem('not-found', { subject: `database "${database.slice(0, 80)}"` })
      const { databaseId, hostIds } = holders
      if (isLive(grid, now())) for (const hostId of hostIds) parts.looks.look({ hostId, databaseId })
      return read(parts.client, { names: wish.names, grid, scope: { databaseId, hostIds } })
    },
    async ofHost(tx, { host, ...wish }) {
      demandNames(wish.names, 'host')
      const grid = timeGrid(wish, now())
      const hostId = await findHostId(tx, host)
      if (!hostId) throw new Problem('not-found', { subject: `host "${host.slice(0, 80)}"` })
      if (isLive(grid, now())) parts.looks.look({ hostId, databaseId: null })
      return read(parts.client, { names: wish.names, grid, scope: { hostIds: [hostId] } })
    },
  }
}

const isLive = ({ to, step }: TimeGrid, now: Date): boolean =>
  step <= liveStep && to + step > now.getTime() / 1000 - liveWithinSeconds

function demandNames(names: readonly MetricName[], of: Metric['of']): void {
  if (names.length > mostMetrics) throw new Error(`more than ${mostMetrics} metrics got here`)
  const wrong = names.filter((name) => metricCatalogue[name].of !== of)
  if (wrong.length === 0) return
  const detail = `${wrong.join(', ')} cannot be asked of a ${of}`
  throw new Problem('invalid-input', { fields: ['/names'] }, [{ pointer: '/names', code: 'invalid_value', detail }])
}

const viewOf = (name: string, { of, group, unit, meaning, only }: Metric): MetricView => ({
  name,
  of,
  group,
  unit,
  meaning,
  only: only ?? null,
})

interface Question {
  readonly names: readonly MetricName[]
  readonly grid: TimeGrid
  readonly scope: MetricScope
}

async function read(client: MetricsStoreClient, { names, grid, scope }: Question): Promise<MetricsView> {
  const found = await Promise.all(
    names.map(async (name) => {
      const expression = expressionFor(metricCatalogue[name], scope, grid.step)
      const lines = scope.hostIds.length === 0 ? [] : await client.range(expression, grid)
      return lines.slice(0, mostLines).map((line) => ({
        name,
        labels: shownLabels(line, scope),
        values: onGrid(grid, line.points),
      }))
    }),
  )
  const moment = (seconds: number) => new Date(seconds * 1000).toISOString()
  return { from: moment(grid.from), to: moment(grid.to), stepSeconds: grid.step, series: found.flat() }
}

/** Whose database it is, is known; which host an instance is on, is not of the line. */
function shownLabels({ labels }: StoredSeries, { databaseId }: MetricScope): Record<string, string> {
  const { __name__: _name, database: _database, ...rest } = labels
  if (databaseId === undefined || rest.instance === undefined) return rest
  const { host: _host, ...own } = rest
  return own
}
