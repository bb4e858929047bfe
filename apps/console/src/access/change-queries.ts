import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { type QueryClient, type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../api/keys.ts'
import { ApiProblem } from '../api/problem.ts'

/** The database whose inside is changed, as the page shows it. */
export type Subject = Pick<DatabaseView, 'id' | 'revision'>

interface Changed {
  readonly revision: number
  readonly operation?: OperationView
}

/** What every list of the page shows may have changed. */
const kinds = ['roles', 'logical-databases', 'extensions', 'client-certificates', 'connection', 'operations']

/** The newer revision counts at once, so that the next change is about the present state; the event stream confirms it. */
function remember(
  client: QueryClient,
  organization: string,
  { id, revision, operation }: Changed & Pick<Subject, 'id'>,
): void {
  client.setQueriesData<DatabaseView>({ queryKey: ['database', organization] }, (known) =>
    known?.id === id && known.revision < revision
      ? { ...known, revision, operationId: operation?.id ?? known.operationId }
      : known,
  )
  if (operation) client.setQueryData(keys.operation(organization, operation.id), undefined)
  for (const kind of kinds) void client.invalidateQueries({ queryKey: [kind, organization] })
}

/** One change after the other: a change that meets another one under way waits for its turn instead of failing. */
const inTurn = {
  retry: (failures: number, error: unknown) =>
    failures < 40 && error instanceof ApiProblem && error.code === 'database-busy',
  retryDelay: 500,
}

/** A change inside a database; what it answers is remembered, and after a refusal the page is read again. */
export function useChange<Answer extends object, Wish>(
  organization: string,
  { id }: Subject,
  mutationFn: (wish: Wish) => Promise<Answer>,
): UseMutationResult<Answer, unknown, Wish> {
  const client = useQueryClient()
  return useMutation({
    mutationFn,
    ...inTurn,
    onSuccess: (answer: Answer) => {
      if ('revision' in answer && typeof answer.revision === 'number')
        remember(client, organization, { id, ...(answer as unknown as Changed) })
      else for (const kind of kinds) void client.invalidateQueries({ queryKey: [kind, organization] })
    },
    onError: () => client.invalidateQueries({ queryKey: ['database', organization] }),
  })
}
