import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { operationsQuery } from './queries.ts'
import { text } from './text.ts'
import { useStepAnnouncements } from './use-step-announcements.ts'
import { Wait } from './wait.tsx'

/** What runs on one database now; nothing when nothing runs. */
export function RunningOperations({ databaseId }: { databaseId: OperationView['databaseId'] & string }) {
  const { id } = useOrganization()
  const { items } = useSuspenseQuery(operationsQuery(id, { databaseId })).data
  const running = items.filter(({ state }) => state === 'running')
  useStepAnnouncements(items)
  if (running.length === 0) return null
  return (
    <Section title={text.now} isPanel>
      {running.map((operation) => (
        <Wait key={operation.id} operation={operation} />
      ))}
    </Section>
  )
}
