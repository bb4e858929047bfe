import { getRouteApi, Link } from '@tanstack/react-router'
import { InviteForm, invitationText, MadeInvitations, memberText } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/people/invite')

export function InvitePage() {
  const { org } = route.useParams()
  const { title, sentence, back } = invitationText.invite
  const toPeople = (
    <Link to="/o/$org/people" params={{ org }} className={buttonClass()}>
      {back}
    </Link>
  )
  return (
    <Page title={title} within={[memberText.title]} sentence={sentence} actions={toPeople}>
      <MadeInvitations />
      <Part lines={8}>
        <InviteForm />
      </Part>
    </Page>
  )
}
