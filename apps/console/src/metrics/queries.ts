import type { MetricsView } from '@holdfast/shared/contract/metric-routes'
import type { DatabaseMetric } from '@holdfast/shared/metrics/catalogue'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { goesOn, joinFigures } from './join-figures.ts'
import { type RangeWords, readRange, stepOf } from './time-range.ts'

export const catalogueQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.metricCatalogue(organization),
    queryFn: ({ signal }) => call('metrics.catalogue', { organization, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

interface Asked {
  readonly organization: string
  readonly databaseId: string
  readonly names: readonly DatabaseMetric[]
  readonly range: RangeWords
  /** Of each line; fewer where it is drawn small. */
  readonly points: number
}

const nowInSeconds = () => Math.floor(Date.now() / 1000)
/** Newest figures are not complete yet when they first come: they are asked for again. */
const overlap = 4
const slowest = 30

/**
 * Figures of a database over a range. A live range goes on by itself while the page is seen: only what is new is asked for, and
 * the oldest leave.
 */
export const metricsQuery = ({ organization, databaseId, names, range, points }: Asked) => {
  const { isLive, ...ends } = readRange(range, nowInSeconds())
  const step = stepOf({ isLive, ...ends }, points)
  return queryOptions({
    queryKey: keys.metrics(organization, databaseId, { names, range, points }),
    queryFn: async ({ signal, client, queryKey }) => {
      const { from, to } = readRange(range, nowInSeconds())
      const ask = (since: number): Promise<MetricsView> =>
        call('metrics.ofDatabase', {
          organization,
          params: { database: databaseId },
          query: {
            names: names.join(','),
            from: new Date(since * 1000).toISOString(),
            ...(!isLive && { to: new Date(to * 1000).toISOString() }),
            stepSeconds: step,
          },
          signal,
        })
      const known = isLive ? client.getQueryData<MetricsView>(queryKey) : undefined
      const since = known ? Date.parse(known.to) / 1000 - overlap * known.stepSeconds : from
      if (!known || since <= from) return ask(from)
      const newer = await ask(since)
      return goesOn(known, newer) ? joinFigures(known, newer, to - from) : ask(from)
    },
    refetchInterval: isLive ? Math.min(slowest, Math.max(1, step / 2)) * 1000 : false,
    staleTime: isLive ? 0 : Number.POSITIVE_INFINITY,
    // A long line of figures is new each time: comparing it deeply with the last one only costs.
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}
