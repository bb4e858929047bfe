import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { CreateForm, databaseText } from '../databases/index.ts'
import { FreeCapacity } from '../hosts/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/databases/new')

export function CreateDatabasePage() {
  const { org } = route.useParams()
  const { size } = route.useSearch()
  const navigate = useNavigate()
  const { title, sentence } = databaseText.create
  return (
    <Page title={title} sentence={sentence}>
      <Part lines={10}>
        <CreateForm size={size} onCreated={({ name }) => navigate({ to: '/o/$org/d/$db', params: { org, db: name } })}>
          <Part lines={2}>
            <FreeCapacity />
          </Part>
        </CreateForm>
      </Part>
    </Page>
  )
}
