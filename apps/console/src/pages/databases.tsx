import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { DatabasesOverview, DeletedDatabases, databaseText } from '../databases/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/databases')

export function DatabasesPage() {
  const { q = '' } = route.useSearch()
  const navigate = useNavigate()
  const find = (typed: string) =>
    void navigate({ from: '/o/$org/databases', search: typed ? { q: typed } : {}, replace: true })
  return (
    <Page title={databaseText.list.title}>
      <Part lines={6}>
        <DatabasesOverview q={q} onFind={find} />
      </Part>
      <Part lines={0}>
        <DeletedDatabases />
      </Part>
    </Page>
  )
}
