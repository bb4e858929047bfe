import type { MemberView } from '@holdfast/shared/contract/member-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Column, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { ShowMore } from '../listing/show-more.tsx'
import { usePages } from '../listing/use-pages.ts'
import { usePerson } from '../queries.ts'
import { useOrganization } from '../use-organization.ts'
import styles from './member-list.module.css'
import { membersQuery } from './queries.ts'
import { text } from './text.ts'

function Name({ member: { id, email, isOperator } }: { member: MemberView }) {
  const { word: org } = useOrganization()
  const isYou = usePerson()?.id === id
  return (
    <span className={styles.name}>
      <Link to="/o/$org/people/$person" params={{ org, person: id }}>
        {email}
      </Link>
      {isYou && <span className={styles.note}>{text.you}</span>}
      {isOperator && <span className={styles.note}>{text.operator}</span>}
    </span>
  )
}

const columns: readonly Column<MemberView>[] = [
  { head: text.columns.email, cell: (member) => <Name member={member} /> },
  { head: text.columns.role, cell: ({ role }) => text.roles[role] },
  { head: text.columns.since, cell: ({ since }) => <Time at={since} /> },
]

/** Who belongs to the organization; each name leads to what can be done about the person. */
export function MemberList() {
  const { id } = useOrganization()
  const { pages, ...more } = usePages()
  const { items, isMore } = useSuspenseQuery(membersQuery(id, pages)).data
  return (
    <>
      <p className={styles.sentence}>{text.sentence(items.length, isMore)}</p>
      <Table caption={text.members} columns={columns} rows={items} keyOf={({ id: key }) => key} />
      <ShowMore isMore={isMore} {...more} />
    </>
  )
}
