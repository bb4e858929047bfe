import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { asProblem } from '../api/problem.ts'
import { useOrganization } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { Sparkline } from '../ui/chart/sparkline.tsx'
import { formatSecond } from '../ui/moments.ts'
import { Section } from '../ui/section.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { glance } from './charts.ts'
import { formatterOf } from './format-figure.ts'
import styles from './metrics-glance.module.css'
import { catalogueQuery, metricsQuery } from './queries.ts'
import { sumLines } from './sum-lines.ts'
import { summarize } from './summarize.ts'
import { text } from './text.ts'

const points = 120

/** The last hour of a database in six small lines, and the way to all of them. */
export function MetricsGlance({ database: { id, name } }: { database: Pick<DatabaseView, 'id' | 'name'> }) {
  const { id: organization, word: org } = useOrganization()
  const { items: catalogue } = useSuspenseQuery(catalogueQuery(organization)).data
  const { data, error, refetch, dataUpdatedAt } = useQuery(
    metricsQuery({ organization, databaseId: id, names: glance, range: {}, points }),
  )
  const all = (
    <Link to="/o/$org/d/$db/metrics" params={{ org, db: name }}>
      {text.all}
    </Link>
  )
  return (
    <Section title={text.glanceTitle} aside={all}>
      {error && data && <p role="status">{text.stale(formatSecond(dataUpdatedAt))}</p>}
      {error && !data && <ShownProblem problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton lines={3} />}
      {data && (
        <dl className={styles.glance}>
          {glance.map((metric) => {
            const values = sumLines(data.series.filter((line) => line.name === metric))
            const unit = catalogue.find((one) => one.name === metric)?.unit ?? 'count'
            return (
              <div key={metric}>
                <dt>{text.glance[metric]}</dt>
                <dd>
                  {formatterOf(unit)(summarize(values, data.stepSeconds)?.now ?? null)}
                  <Sparkline values={values} />
                </dd>
              </div>
            )
          })}
        </dl>
      )}
    </Section>
  )
}
