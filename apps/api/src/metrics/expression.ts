import type { Metric } from '@holdfast/shared/metrics/catalogue'
import { type SeriesName, storeName } from '@holdfast/shared/metrics/series'

/** Whose figures are asked for. Ids only: nothing that a person typed gets here. */
export interface MetricScope {
  /** Absent: figures of the hosts themselves. */
  readonly databaseId?: string
  /** Hosts that may speak of it: a host can write whatever it likes, but only under its own name. */
  readonly hostIds: readonly string[]
}

/** Figures come every 10 s at rest: one that is older than two of them is no answer for a moment. */
const newestWithin = 20

const id = /^[a-z]{2}_[0-9a-z]+$/

/** The question that is put to the store for one metric. */
export function expressionFor({ from }: Metric, scope: MetricScope, step: number): string {
  const selector = selectorOf(scope)
  const isFine = step < newestWithin
  const within = isFine ? newestWithin : step
  const last = (name: SeriesName) =>
    `${isFine ? 'last_over_time' : 'avg_over_time'}(${storeName(name)}${selector}[${within}s])`
  // Of a fine grid each value is the growth between two figures, however often they come.
  const rate = (name: SeriesName) => `${isFine ? 'irate' : 'rate'}(${storeName(name)}${selector}[${within}s])`
  if ('last' in from) return last(from.last)
  if ('rate' in from) return rate(from.rate)
  if ('mean' in from) return `${rate(from.mean[0])} / ${rate(from.mean[1])}`
  const [part, rest] = from.share.map(rate)
  return `${part} / (${part} + ${rest})`
}

function selectorOf({ databaseId, hostIds }: MetricScope): string {
  const ids = [...hostIds, ...(databaseId === undefined ? [] : [databaseId])]
  const wrong = ids.find((it) => !id.test(it))
  if (wrong !== undefined) throw new Error(`"${wrong}" is not an id`)
  const database = databaseId === undefined ? 'database=""' : `database="${databaseId}"`
  return `{${database},host=~"${hostIds.join('|')}"}`
}
