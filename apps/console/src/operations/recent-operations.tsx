import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { OperationTable } from './operation-table.tsx'
import { operationsQuery } from './queries.ts'
import { text } from './text.ts'

const shown = 5

/** The last few finished operations of one database. */
export function RecentOperations({ databaseId }: { databaseId: OperationView['databaseId'] & string }) {
  const { id, word: org } = useOrganization()
  const { items } = useSuspenseQuery(operationsQuery(id, { databaseId })).data
  const finished = items.filter(({ state }) => state !== 'running').slice(0, shown)
  const all = (
    <Link to="/o/$org/operations" params={{ org }}>
      {text.all}
    </Link>
  )
  return (
    <Section title={text.recent} aside={all}>
      {finished.length === 0 ? <p>{text.none}</p> : <OperationTable operations={finished} />}
    </Section>
  )
}
