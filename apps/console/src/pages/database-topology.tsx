import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { DatabaseTabs, databaseQuery, TopologyMap, TopologyTables, topologyText } from '../databases/index.ts'
import { useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/d/$db/topology')

export function DatabaseTopologyPage() {
  const { id: organization } = useOrganization()
  const { db } = route.useParams()
  const database = useSuspenseQuery(databaseQuery(organization, db)).data
  const { hostName } = database
  return (
    <Page
      title={database.name}
      within={[topologyText.title]}
      sentence={hostName ? topologyText.sentence(hostName) : topologyText.unplaced}
      actions={<DatabaseTabs name={db} />}
    >
      <Part lines={8}>
        <TopologyMap database={database} />
      </Part>
      <Part lines={4}>
        <TopologyTables database={database} />
      </Part>
    </Page>
  )
}
