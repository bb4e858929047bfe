import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { DatabaseTabs, databaseQuery, databaseText, RenameForm, Restart } from '../databases/index.ts'
import { RunningOperations } from '../operations/index.ts'
import { useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/d/$db/settings')

export function DatabaseSettingsPage() {
  const { id: organization } = useOrganization()
  const { db, org } = route.useParams()
  const navigate = useNavigate()
  const database = useSuspenseQuery(databaseQuery(organization, db)).data
  const { title } = databaseText.settings
  return (
    <Page title={database.name} within={[title]} actions={<DatabaseTabs name={db} />}>
      <Part lines={0}>
        <RunningOperations databaseId={database.id} />
      </Part>
      <RenameForm
        database={database}
        onRenamed={(name) => navigate({ to: '/o/$org/d/$db/settings', params: { org, db: name }, replace: true })}
      />
      <Restart database={database} />
    </Page>
  )
}
