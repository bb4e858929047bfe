import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { Link } from '@tanstack/react-router'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { text as memberText } from '../members/text.ts'
import { addressWordOf, type Membership } from '../membership.ts'
import { text } from './text.ts'

const words = text.organizations

/** The organizations one belongs to, each with the way in and the way to one's membership. */
export function OwnOrganizations({ person: { id, memberships } }: { person: PersonView }) {
  const columns: readonly Column<Membership>[] = [
    {
      head: words.columns.name,
      cell: (membership) => (
        <Link to="/o/$org/databases" params={{ org: addressWordOf(membership, memberships) }}>
          {membership.name}
        </Link>
      ),
    },
    { head: words.columns.role, cell: ({ role }) => memberText.roles[role] },
    {
      head: words.columns.actions,
      cell: (membership) => (
        <Link to="/o/$org/people/$person" params={{ org: addressWordOf(membership, memberships), person: id }}>
          {words.leave}
        </Link>
      ),
    },
  ]
  return (
    <Section title={words.title}>
      {memberships.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <Table
          caption={words.title}
          columns={columns}
          rows={memberships}
          keyOf={({ organizationId }) => organizationId}
        />
      )}
    </Section>
  )
}
