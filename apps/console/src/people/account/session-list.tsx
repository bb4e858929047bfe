import type { OpenSessionView } from '@holdfast/shared/contract/account-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { asProblem } from '../../api/problem.ts'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { ShowMore } from '../listing/show-more.tsx'
import { usePages } from '../listing/use-pages.ts'
import { programOf } from './program-of.ts'
import { sessionsQuery, useAccountChanges } from './queries.ts'
import { text } from './text.ts'

const words = text.sessions

function Program({ session: { id, userAgent, isCurrent } }: { session: OpenSessionView }) {
  const { browser, system } = programOf(userAgent ?? words.unknown)
  return (
    <span id={`session-${id}`} title={userAgent ?? undefined}>
      {system ? words.on(browser, system) : browser}
      {isCurrent && <strong> · {words.here}</strong>}
    </span>
  )
}

function EndButton({ session: { id, isCurrent } }: { session: OpenSessionView }) {
  const { endSession } = useAccountChanges()
  const showToast = useToast()
  if (isCurrent) return null
  const end = () => endSession.mutate(id, { onSuccess: () => showToast({ words: words.ended }) })
  return (
    <>
      <Button isBusy={endSession.isPending} busyLabel={words.ending} aria-describedby={`session-${id}`} onClick={end}>
        {words.end}
      </Button>
      {endSession.isError && <ShownProblem problem={asProblem(endSession.error)} onRetry={end} />}
    </>
  )
}

const columns: readonly Column<OpenSessionView>[] = [
  { head: words.columns.where, cell: (session) => <Program session={session} /> },
  { head: words.columns.address, cell: ({ address }) => <code>{address ?? words.noAddress}</code> },
  { head: words.columns.started, cell: ({ startedAt }) => <Time at={startedAt} /> },
  { head: words.columns.used, cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
  { head: words.columns.actions, cell: (session) => <EndButton session={session} /> },
]

/** Every session of the person that has not ended. */
export function SessionList() {
  const { pages, ...more } = usePages()
  const { items, isMore } = useSuspenseQuery(sessionsQuery(pages)).data
  const { endOthers } = useAccountChanges()
  const showToast = useToast()
  const end = () => endOthers.mutate(undefined, { onSuccess: () => showToast({ words: words.othersEnded }) })
  return (
    <Section
      title={words.title}
      aside={
        <Button isBusy={endOthers.isPending} busyLabel={words.ending} isDisabled={items.length < 2} onClick={end}>
          {words.endOthers}
        </Button>
      }
    >
      <p>{words.sentence(items.length, isMore)}</p>
      {endOthers.isError && <ShownProblem problem={asProblem(endOthers.error)} onRetry={end} />}
      <Table caption={words.title} columns={columns} rows={items} keyOf={({ id }) => id} />
      <ShowMore isMore={isMore} {...more} />
      <AsCommand holdfast={['session', 'end-all', '--password-stdin']} />
    </Section>
  )
}
