import type { PersonView, SessionView } from '@holdfast/shared/contract/person-routes'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { endSession, onSessionChange, restoreSession, signedInPerson, startSession } from '../api/session.ts'

export const installationQuery = () =>
  queryOptions({
    queryKey: keys.installation(),
    queryFn: ({ signal }) => call('people.installation', { signal }),
  })

/** The caller's permissions in one organization. */
export const callerQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.caller(organization),
    queryFn: ({ signal }) => call('people.whoami', { organization, signal }),
    staleTime: 60_000,
  })

export const signUp = async (body: { email: string; password: string; setupCode?: string }): Promise<SessionView> => {
  const session = await call('people.signUp', { body })
  startSession(session)
  return session
}

export const signIn = async (body: { email: string; password: string }): Promise<SessionView> => {
  const session = await call('people.signIn', { body })
  startSession(session)
  return session
}

/** Ends the session on both sides; what the cache held belonged to this person. */
export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('people.signOut', {}),
    onSettled: () => {
      endSession()
      client.clear()
    },
  })
}

/** Who is signed in, by the cookie when this tab does not know yet; null when nobody is. */
export const currentPerson = async (): Promise<PersonView | null> => (await restoreSession())?.person ?? null

export const usePerson = (): PersonView | null => useSyncExternalStore(onSessionChange, signedInPerson)
