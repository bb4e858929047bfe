import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { MemberCard, memberQuery, memberText, useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/people/$person')

export function MemberPage() {
  const { id: organization } = useOrganization()
  const { org, person } = route.useParams()
  const navigate = useNavigate()
  const member = useSuspenseQuery(memberQuery(organization, person)).data
  const { title, unknown, toPeople } = memberText
  if (!member)
    return (
      <Page title={person} within={[title]} sentence={unknown}>
        <p>
          <Link to="/o/$org/people" params={{ org }}>
            {toPeople}
          </Link>
        </p>
      </Page>
    )
  return (
    <Page title={member.email} within={[title]}>
      <Part lines={8}>
        <MemberCard
          member={member}
          onRemoved={() => navigate({ to: '/o/$org/people', params: { org } })}
          onLeft={() => navigate({ to: '/' })}
        />
      </Part>
    </Page>
  )
}
