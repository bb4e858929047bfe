import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'

type State = OperationView['state']

interface Filter {
  readonly databaseId?: OperationView['databaseId'] & string
  readonly state?: State
}

export const operationsQuery = (organization: string, filter: Filter = {}) =>
  queryOptions({
    queryKey: keys.operations(organization, filter),
    queryFn: ({ signal }) => call('operations.list', { organization, query: { ...filter, limit: 100 }, signal }),
  })

export const operationQuery = (organization: string, operationId: string) =>
  queryOptions({
    queryKey: keys.operation(organization, operationId),
    queryFn: ({ signal }) => call('operations.show', { organization, params: { operationId }, signal }),
  })

export function useCancelOperation(organization: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (operationId: string) => call('operations.cancel', { organization, params: { operationId } }),
    onSuccess: ({ id }) => client.invalidateQueries({ queryKey: keys.operation(organization, id) }),
  })
}
