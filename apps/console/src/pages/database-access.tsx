import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import {
  accessText,
  CertificateDesk,
  ExtensionDesk,
  LogicalDatabaseDesk,
  NetworkForm,
  RoleDesk,
  SlotList,
} from '../access/index.ts'
import { DatabaseTabs, databaseQuery, GoneDatabase } from '../databases/index.ts'
import { RunningOperations } from '../operations/index.ts'
import { useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/d/$db/access')

export function DatabaseAccessPage() {
  const { id: organization } = useOrganization()
  const { db } = route.useParams()
  const { role, within } = route.useSearch()
  const navigate = useNavigate()
  const database = useSuspenseQuery(databaseQuery(organization, db)).data
  const { id, name, deletedAt } = database
  const show = (search: { role?: string; within?: string }) =>
    void navigate({ from: '/o/$org/d/$db/access', search, replace: true, resetScroll: false })
  const kept = { ...(role && { role }), ...(within && { within }) }
  return (
    <Page title={name} within={[accessText.title]} sentence={accessText.lead} actions={<DatabaseTabs name={db} />}>
      {deletedAt !== null ? (
        <GoneDatabase database={database} />
      ) : (
        <>
          <Part lines={0}>
            <RunningOperations databaseId={id} />
          </Part>
          <Part lines={6}>
            <RoleDesk
              database={database}
              chosen={role}
              onChoose={(chosen) => show({ ...(within && { within }), ...(chosen && { role: chosen }) })}
            />
          </Part>
          <Part lines={4}>
            <LogicalDatabaseDesk database={database} />
          </Part>
          <Part lines={4}>
            <NetworkForm key={id} database={database} />
          </Part>
          <Part lines={8}>
            <ExtensionDesk
              database={database}
              chosen={within}
              onChoose={(chosen) => show({ ...kept, within: chosen })}
            />
          </Part>
          <Part lines={3}>
            <CertificateDesk database={database} />
          </Part>
          <Part lines={3}>
            <SlotList database={database} />
          </Part>
        </>
      )}
    </Page>
  )
}
