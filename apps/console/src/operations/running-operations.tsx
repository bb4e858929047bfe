import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Section } from '../ui/section.tsx'
import { operationsQuery } from './queries.ts'
import { operationTitle, text } from './text.ts'
import { useStepAnnouncements } from './use-step-announcements.ts'
import { Wait } from './wait.tsx'

/** What runs on one database now, or why the last thing that was tried failed; nothing when all is well. */
export function RunningOperations({ databaseId }: { databaseId: OperationView['databaseId'] & string }) {
  const { id, word: org } = useOrganization()
  const { items } = useSuspenseQuery(operationsQuery(id, { databaseId })).data
  const running = items.filter(({ state }) => state === 'running')
  useStepAnnouncements(items)
  const [newest] = items
  const problem = newest?.state === 'failed' ? newest.problem : null
  if (problem && newest)
    return (
      <ProblemNote title={operationTitle(newest)} detail={problem.detail} remedy={problem.remedy}>
        <Link to="/o/$org/operations/$id" params={{ org, id: newest.id }}>
          {text.wait.open}
        </Link>
      </ProblemNote>
    )
  if (running.length === 0) return null
  return (
    <Section title={text.now} isPanel>
      {running.map((operation) => (
        <Wait key={operation.id} operation={operation} />
      ))}
    </Section>
  )
}
