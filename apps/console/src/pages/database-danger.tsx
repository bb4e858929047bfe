import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { DatabaseTabs, DeleteForm, databaseQuery, databaseText, ProtectionSwitch } from '../databases/index.ts'
import { useOrganization } from '../people/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/d/$db/danger')

export function DatabaseDangerPage() {
  const { id: organization } = useOrganization()
  const { db, org } = route.useParams()
  const navigate = useNavigate()
  const database = useSuspenseQuery(databaseQuery(organization, db)).data
  return (
    <Page title={database.name} within={[databaseText.danger.title]} actions={<DatabaseTabs name={db} />}>
      <ProtectionSwitch database={database} />
      <DeleteForm database={database} onDeleted={() => navigate({ to: '/o/$org/databases', params: { org } })} />
    </Page>
  )
}
