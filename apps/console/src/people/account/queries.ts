import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { endSession } from '../../api/session.ts'
import { firstPages } from '../listing/first-pages.ts'

export const sessionsQuery = (pages = 1) =>
  queryOptions({
    queryKey: keys.sessions(pages),
    queryFn: ({ signal }) => firstPages(pages, (query) => call('account.listSessions', { query, signal })),
  })

export const readMyData = () => call('account.export', {})

/** Leaves nothing of the person in this tab. */
export function forgetPerson(client: QueryClient): void {
  endSession()
  client.clear()
}

export function useAccountChanges() {
  const client = useQueryClient()
  const onSuccess = () => client.invalidateQueries({ queryKey: ['sessions'] })
  return {
    endSession: useMutation({
      mutationFn: (sessionId: string) => call('account.endSession', { params: { sessionId } }),
      onSuccess,
    }),
    endOthers: useMutation({ mutationFn: () => call('account.endOtherSessions', {}), onSuccess }),
    changePassword: useMutation({
      mutationFn: (body: { current: string; password: string }) => call('account.changePassword', { body }),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (body: { password: string }) => call('account.remove', { body }) }),
  }
}
