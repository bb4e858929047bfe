import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { OperationList, operationText } from '../operations/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/operations')

export function OperationsPage() {
  const { state } = route.useSearch()
  const navigate = useNavigate()
  return (
    <Page title={operationText.title}>
      <Part lines={8}>
        <OperationList
          state={state}
          onChoose={(chosen) =>
            void navigate({ from: '/o/$org/operations', search: chosen ? { state: chosen } : {}, replace: true })
          }
        />
      </Part>
    </Page>
  )
}
