import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { installationQuery, SignInForm } from '../people/index.ts'
import { Entrance } from '../ui/entrance.tsx'
import { text } from './text.ts'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const router = useRouter()
  const { to } = route.useSearch()
  const { signUp } = useSuspenseQuery(installationQuery()).data
  return (
    <Entrance title={text.signIn.title} lead={to ? text.signIn.goOn : text.signIn.lead}>
      <SignInForm onSignedIn={async () => router.history.push(to ?? '/')} />
      <p>
        <Link to="/forgot-password">{text.signIn.forgot}</Link>
      </p>
      {signUp === 'open' && (
        <p>
          {text.signIn.other} <Link to="/sign-up">{text.signUp.title}</Link>
        </p>
      )}
    </Entrance>
  )
}
