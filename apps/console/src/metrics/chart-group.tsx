import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { asProblem } from '../api/problem.ts'
import { useOrganization } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { formatSecond } from '../ui/moments.ts'
import { Section } from '../ui/section.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import styles from './chart-group.module.css'
import { type ChartGroup as Group, metricsOf } from './charts.ts'
import { type ChartActions, MetricChart } from './metric-chart.tsx'
import type { Happening } from './place-marks.ts'
import { catalogueQuery, metricsQuery } from './queries.ts'
import { text } from './text.ts'
import { type RangeWords, readRange } from './time-range.ts'

interface ChartGroupProps extends ChartActions {
  group: Group
  database: Pick<DatabaseView, 'id'>
  range: RangeWords
  happenings: readonly Happening[]
}

const points = 900

/** The charts of one group. What was read stays when nothing more can be read, and says so. */
export function ChartGroup({ group, database: { id }, range, ...chart }: ChartGroupProps) {
  const { id: organization } = useOrganization()
  const { items: catalogue } = useSuspenseQuery(catalogueQuery(organization)).data
  const query = metricsQuery({ organization, databaseId: id, names: metricsOf(group), range, points })
  const { data: figures, error, refetch, dataUpdatedAt } = useQuery(query)
  const { isLive } = readRange(range, Date.now() / 1000)
  const metricOf = (name: string) => catalogue.find((metric) => metric.name === name)
  return (
    <Section title={text.groups[group.id]}>
      {error && figures && (
        <p className={styles.stale} role="status">
          {text.stale(formatSecond(dataUpdatedAt))}
        </p>
      )}
      {error && !figures && <ShownProblem problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!error && !figures && <Skeleton lines={9} />}
      {figures && (
        <div className={styles.charts}>
          {group.charts.map((plan) => {
            const metric = metricOf(plan.metrics[0])
            const about = { plan, isLive, figures, ...chart }
            return metric && <MetricChart key={plan.id} metric={metric} {...about} />
          })}
        </div>
      )}
    </Section>
  )
}
