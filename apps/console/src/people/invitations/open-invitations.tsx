import type { InvitationView } from '@holdfast/shared/contract/invitation-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { formatFully } from '../../ui/moments.ts'
import { formatDuration } from '../../ui/numbers.ts'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ShowMore } from '../listing/show-more.tsx'
import { usePages } from '../listing/use-pages.ts'
import { text as memberText } from '../members/text.ts'
import { useOrganization, usePermissions } from '../use-organization.ts'
import { InvitationRowActions } from './invitation-row-actions.tsx'
import styles from './open-invitations.module.css'
import { invitationsQuery, useMadeLinks } from './queries.ts'
import { text } from './text.ts'

function Expiry({ at }: { at: string }) {
  const left = Date.parse(at) - useNow('calm')
  return (
    <time dateTime={at} title={formatFully(Date.parse(at))}>
      {left > 0 ? text.expiresIn(formatDuration(left)) : text.expired}
    </time>
  )
}

const columns: readonly Column<InvitationView>[] = [
  {
    head: text.columns.email,
    cell: ({ id, email }) => (
      <span id={`for-${id}`} className={styles.email}>
        {email}
      </span>
    ),
  },
  { head: text.columns.role, cell: ({ role }) => memberText.roles[role] },
  { head: text.columns.by, cell: ({ invitedBy }) => invitedBy },
  { head: text.columns.state, cell: ({ openedAt }) => (openedAt ? text.opened : text.notOpened) },
  { head: text.columns.expires, cell: ({ expiresAt }) => <Expiry at={expiresAt} /> },
  { head: text.columns.actions, cell: (invitation) => <InvitationRowActions invitation={invitation} /> },
]

function Invitations() {
  const { id } = useOrganization()
  const { pages, ...more } = usePages()
  const { items, isMore } = useSuspenseQuery(invitationsQuery(id, pages)).data
  const links = useMadeLinks(id)
  if (items.length === 0) return <p>{text.none}</p>
  return (
    <>
      <Table caption={text.title} columns={columns} rows={items} keyOf={({ id: key }) => key} />
      {items.some(({ id: key }) => !links.has(key)) && <p>{text.newHint}</p>}
      <ShowMore isMore={isMore} {...more} />
    </>
  )
}

/** Who is invited and has not joined; only for those who manage the organization. */
export function OpenInvitations() {
  const mayManage = usePermissions().has('organization:manage')
  if (!mayManage) return null
  return (
    <Section title={text.title}>
      <Invitations />
    </Section>
  )
}
