import type { AlertView } from '@holdfast/shared/contract/alert-routes'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Button } from '../ui/button.tsx'
import { formatDuration } from '../ui/numbers.ts'
import { Section } from '../ui/section.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { closedAlertsQuery, type Place } from './queries.ts'
import { SeverityStatus } from './severity-status.tsx'
import { SubjectLink } from './subject-link.tsx'
import { alertHeading, text } from './text.ts'

const words = text.history
const lasted = ({ openedAt, closedAt }: AlertView) =>
  closedAt === null ? '–' : formatDuration(Date.parse(closedAt) - Date.parse(openedAt))

const columns: readonly Column<AlertView>[] = [
  { head: words.what, cell: (alert) => <SubjectLink subject={alert.subject}>{alertHeading(alert)}</SubjectLink> },
  { head: words.severity, cell: ({ severity }) => <SeverityStatus severity={severity} /> },
  { head: words.opened, cell: ({ openedAt }) => <Time at={openedAt} />, isFigure: true },
  { head: words.lasted, cell: lasted, isFigure: true },
  { head: words.ended, cell: ({ closedBecause }) => closedBecause },
]

/** What was wrong once, newest first. */
export function AlertHistory({ place }: { place: Place }) {
  const { id } = useOrganization()
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(
    closedAlertsQuery(id, place),
  )
  const alerts = data.pages.flatMap(({ items }) => items)
  return (
    <Section title={words[place]}>
      {alerts.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <Table caption={words[place]} columns={columns} rows={alerts} keyOf={(alert) => alert.id} />
      )}
      {hasNextPage && (
        <div>
          <Button isBusy={isFetchingNextPage} busyLabel={words.loading} onClick={() => void fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
    </Section>
  )
}
