import type { OperationDetail } from '@holdfast/shared/contract/operation-routes'
import { Facts } from '../ui/facts.tsx'
import { formatSecond } from '../ui/moments.ts'
import { formatDuration } from '../ui/numbers.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Section } from '../ui/section.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { OperationState } from './operation-state.tsx'
import { OperationTimeline } from './operation-timeline.tsx'
import { stepWords, text } from './text.ts'
import { useStepAnnouncements } from './use-step-announcements.ts'
import { Wait } from './wait.tsx'
import { tookMs } from './wait-facts.ts'

type Row = OperationDetail['events'][number] & { readonly number: number }
const words = text.one

const columns: readonly Column<Row>[] = [
  { head: words.at, cell: ({ at }) => <time dateTime={at}>{formatSecond(Date.parse(at))}</time> },
  { head: words.step, cell: ({ step }) => stepWords(step) },
  {
    head: words.move,
    cell: ({ move, next }) => (move === 'went' && next ? words.wentTo(stepWords(next)) : words.moves[move]),
  },
  { head: words.why, cell: ({ because }) => because ?? '–' },
]

/** One operation: how it stands, its steps, what happened when. */
export function OperationReport({ operation }: { operation: OperationDetail }) {
  const { state, startedAt, deadlineAt, problem, events, usualSeconds } = operation
  useStepAnnouncements([operation])
  const took = tookMs(operation)
  return (
    <>
      {state === 'running' ? (
        <Section title={text.now} isPanel>
          <Wait operation={operation} isOpen />
        </Section>
      ) : (
        <Facts
          facts={[
            [text.columns.state, <OperationState key="state" state={state} />],
            [text.columns.started, <Time key="started" at={startedAt} />],
            [text.columns.took, took === null ? '–' : formatDuration(took)],
            [words.usual, usualSeconds === null ? '–' : formatDuration(usualSeconds * 1000)],
            [words.deadline, formatSecond(Date.parse(deadlineAt))],
          ]}
        />
      )}
      {problem && <ProblemNote title={problem.title} detail={problem.detail} remedy={problem.remedy} />}
      <Section title={words.timeline}>
        <OperationTimeline operation={operation} />
      </Section>
      <Section title={words.events}>
        <Table
          caption={words.events}
          columns={columns}
          rows={events.map((event, number) => ({ ...event, number }))}
          keyOf={({ number }) => String(number)}
        />
      </Section>
    </>
  )
}
