import { useSuspenseQuery } from '@tanstack/react-query'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { ShowMore } from '../listing/show-more.tsx'
import { usePages } from '../listing/use-pages.ts'
import { allOrganizationsQuery, type OrganizationWithQuota } from './queries.ts'
import { QuotaForm } from './quota-form.tsx'
import { text } from './text.ts'

const words = text.organizations

const columns: readonly Column<OrganizationWithQuota>[] = [
  { head: words.columns.name, cell: ({ name }) => name },
  { head: words.columns.members, cell: ({ members }) => words.members(members) },
  { head: words.columns.since, cell: ({ createdAt }) => <Time at={createdAt} /> },
  { head: words.columns.quota, cell: (organization) => <QuotaForm organization={organization} /> },
]

/** Every organization with what it may have, for operators. */
export function AllOrganizations() {
  const { pages, ...more } = usePages()
  const { items, isMore } = useSuspenseQuery(allOrganizationsQuery(pages)).data
  return (
    <Section title={words.title}>
      <Table caption={words.title} columns={columns} rows={items} keyOf={({ id }) => id} />
      <ShowMore isMore={isMore} {...more} />
    </Section>
  )
}
