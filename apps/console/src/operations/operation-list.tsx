import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { Segments } from '../ui/segments.tsx'
import styles from './operation-list.module.css'
import { OperationTable } from './operation-table.tsx'
import { operationsQuery } from './queries.ts'
import { text } from './text.ts'
import { Wait } from './wait.tsx'

type State = OperationView['state']

interface OperationListProps {
  state: State | undefined
  onChoose: (state: State | undefined) => void
}

const choices = [
  ['all', text.filters.all],
  ['running', text.filters.running],
  ['failed', text.filters.failed],
] as const

/** What runs, with its reasons; then everything, newest first. */
export function OperationList({ state, onChoose }: OperationListProps) {
  const { id } = useOrganization()
  const { items } = useSuspenseQuery(operationsQuery(id)).data
  if (items.length === 0) return <p>{text.empty}</p>
  const running = items.filter((operation) => operation.state === 'running')
  const failed = items.filter((operation) => operation.state === 'failed')
  const shown = items.filter((operation) => !state || operation.state === state)
  return (
    <>
      <p className={styles.sentence}>{text.sentence(running.length, failed.length)}</p>
      {running.length > 0 && (
        <Section title={text.now} isPanel>
          {running.map((operation) => (
            <Wait key={operation.id} operation={operation} />
          ))}
        </Section>
      )}
      <div>
        <Segments
          label={text.filter}
          choices={choices}
          chosen={choices.find(([choice]) => choice === state)?.[0] ?? 'all'}
          onChoose={(choice) => onChoose(choice === 'all' ? undefined : choice)}
        />
      </div>
      {shown.length === 0 ? <p>{text.noneLikeThis}</p> : <OperationTable operations={shown} />}
    </>
  )
}
