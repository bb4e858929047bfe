import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { DatabaseTabs, databaseQuery, GoneDatabase } from '../databases/index.ts'
import { MetricsBoard, metricsText } from '../metrics/index.ts'
import { useOrganization } from '../people/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/d/$db/metrics')

export function DatabaseMetricsPage() {
  const { id: organization } = useOrganization()
  const { db } = route.useParams()
  const range = route.useSearch()
  const navigate = route.useNavigate()
  const database = useSuspenseQuery(databaseQuery(organization, db)).data
  const choose = useCallback(
    (search: { from?: string | undefined; to?: string | undefined }) => {
      const { from, to } = search
      void navigate({ search: { ...(from && { from }), ...(to && { to }) }, resetScroll: false })
    },
    [navigate],
  )
  return (
    <Page title={database.name} within={[metricsText.title]} actions={<DatabaseTabs name={db} />}>
      {database.deletedAt === null ? (
        <MetricsBoard database={database} range={range} onRange={choose} />
      ) : (
        <GoneDatabase database={database} />
      )}
    </Page>
  )
}
