import { getRouteApi, Link } from '@tanstack/react-router'
import { invitationText, MemberList, memberText, OpenInvitations } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/people')

export function PeoplePage() {
  const { org } = route.useParams()
  const invite = (
    <Link to="/o/$org/people/invite" params={{ org }} className={buttonClass('primary')}>
      {invitationText.invite.open}
    </Link>
  )
  return (
    <Page title={memberText.title} actions={invite}>
      <Part lines={6}>
        <MemberList />
      </Part>
      <Part lines={3}>
        <OpenInvitations />
      </Part>
    </Page>
  )
}
