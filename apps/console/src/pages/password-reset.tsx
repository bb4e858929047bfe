import { getRouteApi, Link } from '@tanstack/react-router'
import { entryText, ResetForm } from '../people/index.ts'
import { Entrance } from '../ui/entrance.tsx'

const route = getRouteApi('/password-reset')

export function PasswordResetPage() {
  const { secret } = route.useRouteContext()
  const { title, lead, noSecret, again } = entryText.reset
  return (
    <Entrance title={title} lead={secret ? lead : noSecret}>
      {secret && <ResetForm key={secret} secret={secret} />}
      <p>
        <Link to="/forgot-password">{again}</Link> · <Link to="/sign-in">{entryText.toSignIn}</Link>
      </p>
    </Entrance>
  )
}
