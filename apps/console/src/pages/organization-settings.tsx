import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { InstallationFacts, organizationText, QuotaBars, RenameOrganization, useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/settings')

export function OrganizationSettingsPage() {
  const { id, name } = useOrganization()
  const { org } = route.useParams()
  const navigate = useNavigate()
  return (
    <Page title={organizationText.title} within={[name]}>
      <Part lines={5}>
        <QuotaBars />
      </Part>
      <Part lines={4}>
        <RenameOrganization
          key={org}
          onRenamed={() => navigate({ to: '/o/$org/settings', params: { org: id }, replace: true })}
        />
      </Part>
      <Part lines={3}>
        <InstallationFacts />
      </Part>
    </Page>
  )
}
