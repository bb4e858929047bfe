import type { MetricsView } from '@holdfast/shared/contract/metric-routes'
import type { DatabaseMetric } from '@holdfast/shared/metrics/catalogue'
import type { ChartPlan } from './charts.ts'
import { text } from './text.ts'

export interface ChartLine {
  readonly name: string
  readonly values: readonly (number | null)[]
}

/** Colors and dashes are six; what is beyond them would be told apart by nobody. */
const mostLines = 6

/** What tells a line from the others of its chart, in words. */
function nameOf({ name, labels }: MetricsView['series'][number], isOnlyPlace: boolean): string {
  const { instance, host, ...rest } = labels
  const [own] = Object.values(rest)
  const words = [own ?? text.lines[name as DatabaseMetric], isOnlyPlace ? undefined : (instance ?? host)]
  return words.filter(Boolean).join(', ')
}

/** The lines of a chart, in the order of its plan; the largest first where one metric has several. */
export function chartLines({ id, metrics }: ChartPlan, { series }: MetricsView): ChartLine[] {
  const own = series.filter(({ name }) => metrics.some((metric) => metric === name))
  const places = new Set(own.map(({ labels }) => labels.instance ?? labels.host))
  const peak = (values: readonly (number | null)[]) =>
    values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
  return metrics
    .flatMap((metric) =>
      own.filter(({ name }) => name === metric).toSorted((one, other) => peak(other.values) - peak(one.values)),
    )
    .slice(0, mostLines)
    .map((line) => ({ name: nameOf(line, places.size <= 1) || text.charts[id], values: line.values }))
}

/** The moments of the figures, in seconds since 1970. */
export function momentsOf({ from, to, stepSeconds }: MetricsView): number[] {
  const [first, last] = [Date.parse(from) / 1000, Date.parse(to) / 1000]
  return Array.from({ length: Math.round((last - first) / stepSeconds) + 1 }, (_, index) => first + index * stepSeconds)
}
