import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { OperationReport, operationQuery, operationText, operationTitle } from '../operations/index.ts'
import { useOrganization } from '../people/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/operations/$id')

export function OperationPage() {
  const { id: organization } = useOrganization()
  const { id } = route.useParams()
  const operation = useSuspenseQuery(operationQuery(organization, id)).data
  return (
    <Page title={operationTitle(operation)} within={[operationText.title]}>
      <OperationReport operation={operation} />
    </Page>
  )
}
