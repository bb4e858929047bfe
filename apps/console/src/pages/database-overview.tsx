import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import {
  ConnectionPanel,
  DatabaseFacts,
  DatabaseSentence,
  DatabaseTabs,
  databaseQuery,
  GoneDatabase,
  TopologyMap,
  topologyText,
} from '../databases/index.ts'
import { MetricsGlance } from '../metrics/index.ts'
import { RecentOperations, RunningOperations } from '../operations/index.ts'
import { useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'

const route = getRouteApi('/o/$org/d/$db')

export function DatabaseOverviewPage() {
  const { id: organization } = useOrganization()
  const { db } = route.useParams()
  const database = useSuspenseQuery(databaseQuery(organization, db)).data
  const { id, name, deletedAt } = database
  return (
    <Page title={name} sentence={<DatabaseSentence database={database} />} actions={<DatabaseTabs name={db} />}>
      {deletedAt === null ? (
        <Part lines={6}>
          <ConnectionPanel key={id} database={database} />
        </Part>
      ) : (
        <GoneDatabase database={database} />
      )}
      <Part lines={0}>
        <RunningOperations databaseId={id} />
      </Part>
      {deletedAt === null && (
        <Part lines={6}>
          <Section title={topologyText.title}>
            <TopologyMap database={database} />
          </Section>
        </Part>
      )}
      {deletedAt === null && (
        <Part lines={4}>
          <MetricsGlance database={database} />
        </Part>
      )}
      <DatabaseFacts database={database} />
      <Part lines={4}>
        <RecentOperations databaseId={id} />
      </Part>
    </Page>
  )
}
