import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { installationQuery, SignUpForm } from '../people/index.ts'
import { Entrance } from '../ui/entrance.tsx'
import { text } from './text.ts'

/** Also the page of `/setup`: the first person of an installation signs up with the printed code. */
export function SignUpPage() {
  const navigate = useNavigate()
  const { needsSetup, signUp } = useSuspenseQuery(installationQuery()).data
  const words = needsSetup ? text.setup : text.signUp
  const isClosed = !needsSetup && signUp !== 'open'
  return (
    <Entrance title={words.title} lead={isClosed ? text.signUp.closed : words.lead}>
      {!isClosed && <SignUpForm needsSetup={needsSetup} onSignedUp={() => navigate({ to: '/' })} />}
      {!needsSetup && (
        <p>
          {text.signUp.other} <Link to="/sign-in">{text.signIn.title}</Link>
        </p>
      )}
    </Entrance>
  )
}
