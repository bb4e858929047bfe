import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { renewSession, startSession } from '../../api/session.ts'
import { forgetSecret } from './kept-secret.ts'

/** What the invitation behind a link offers. Asked once: a refusal stays one until another link is opened. */
export const offerQuery = (value: string) =>
  queryOptions({
    queryKey: keys.offer(value),
    queryFn: ({ signal }) => call('invitations.open', { body: { value }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

/** Joins with the account one has. */
export async function acceptInvitation(value: string): Promise<void> {
  await call('invitations.accept', { body: { value } })
  forgetSecret('/invitation')
  await renewSession()
}

/** Signs up with the invited e-mail and joins. */
export async function signUpInvited(value: string, password: string): Promise<void> {
  startSession(await call('invitations.signUp', { body: { value, password } }))
  forgetSecret('/invitation')
}

export async function resetPassword(value: string, password: string): Promise<void> {
  await call('account.resetPassword', { body: { value, password } })
  forgetSecret('/password-reset')
}

export const askPasswordReset = (email: string) => call('account.askPasswordReset', { body: { email } })
