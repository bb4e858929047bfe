import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { DatabaseList } from './database-list.tsx'
import { databasesQuery } from './queries.ts'
import { text } from './text.ts'

interface DatabasesOnHostProps {
  name: string
  /** How many databases of all organizations are there. */
  all: number
}

/** The organization's own databases on one host; of others only how many. */
export function DatabasesOnHost({ name, all }: DatabasesOnHostProps) {
  const { id } = useOrganization()
  const { items } = useSuspenseQuery(databasesQuery(id)).data
  const here = items.filter(({ hostName }) => hostName === name)
  const others = all - here.length
  return (
    <Section title={text.onHost.title}>
      {here.length === 0 ? <p>{text.onHost.none}</p> : <DatabaseList databases={here} />}
      {others > 0 && <p>{text.onHost.others(others)}</p>}
    </Section>
  )
}
