import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { asProblem } from '../../api/problem.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatMinute } from '../../ui/moments.ts'
import { text as memberText } from '../members/text.ts'
import { usePerson, useSignOut } from '../queries.ts'
import { SignInForm } from '../sign-in-form.tsx'
import { NewPasswordForm } from './new-password-form.tsx'
import { acceptInvitation, offerQuery, signUpInvited } from './queries.ts'
import { text } from './text.ts'

interface InvitationOfferProps {
  secret: string
  onJoined: (organizationId: string) => Promise<void>
}

const words = text.invitation

/** What the link offers, and the one way in that fits who is here: join, sign in and join, or sign up and join. */
export function InvitationOffer({ secret, onJoined }: InvitationOfferProps) {
  const { email, role, invitedBy, organizationId, organizationName, expiresAt, needsAccount } = useSuspenseQuery(
    offerQuery(secret),
  ).data
  const person = usePerson()
  const signOut = useSignOut()
  const join = useMutation({
    mutationFn: () => acceptInvitation(secret),
    onSuccess: () => onJoined(organizationId),
  })
  const isOther = person !== null && person.email !== email
  return (
    <>
      <p>{words.lead(invitedBy, organizationName, memberText.roles[role].toLowerCase())}</p>
      <p>{words.until(formatMinute(Date.parse(expiresAt)))}</p>
      {isOther && (
        <>
          <p role="alert">{words.other(person.email, email)}</p>
          <div>
            <Button isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
              {words.signOut}
            </Button>
          </div>
        </>
      )}
      {join.isError && <ShownProblem problem={asProblem(join.error)} onRetry={() => join.mutate()} />}
      {person && !isOther && (
        <div>
          <Button tone="primary" isBusy={join.isPending} busyLabel={words.joining} onClick={() => join.mutate()}>
            {words.join}
          </Button>
        </div>
      )}
      {!person && needsAccount && (
        <NewPasswordForm
          email={email}
          words={{ password: words.password, submit: words.signUp, busy: words.joining }}
          onChosen={async (password) => {
            await signUpInvited(secret, password)
            await onJoined(organizationId)
          }}
        >
          <p>{words.newPerson(email)}</p>
        </NewPasswordForm>
      )}
      {!person && !needsAccount && (
        <>
          <p>{words.known(email)}</p>
          <SignInForm email={email} onSignedIn={async () => join.mutate()} />
        </>
      )}
    </>
  )
}
