import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { entryText, InvitationOffer } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Entrance } from '../ui/entrance.tsx'

const route = getRouteApi('/invitation')

export function InvitationPage() {
  const { secret } = route.useRouteContext()
  const navigate = useNavigate()
  const { title, noSecret } = entryText.invitation
  return (
    <Entrance title={title} lead={secret ? '' : noSecret}>
      {secret && (
        <Part key={secret} lines={4}>
          <InvitationOffer secret={secret} onJoined={(org) => navigate({ to: '/o/$org/databases', params: { org } })} />
        </Part>
      )}
    </Entrance>
  )
}
