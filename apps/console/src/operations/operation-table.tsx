import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { formatDuration } from '../ui/numbers.ts'
import { type Column, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { OperationState } from './operation-state.tsx'
import { operationTitle, text } from './text.ts'
import { tookMs } from './wait-facts.ts'

const took = (operation: OperationView) => {
  const ms = tookMs(operation)
  return ms === null ? '–' : formatDuration(ms)
}

/** Operations, newest first: what, its state, when, how long. */
export function OperationTable({ operations }: { operations: readonly OperationView[] }) {
  const { word: org } = useOrganization()
  const columns: readonly Column<OperationView>[] = [
    {
      head: text.columns.what,
      cell: (operation) => (
        <Link to="/o/$org/operations/$id" params={{ org, id: operation.id }}>
          {operationTitle(operation)}
        </Link>
      ),
    },
    { head: text.columns.state, cell: ({ state }) => <OperationState state={state} /> },
    { head: text.columns.started, cell: ({ startedAt }) => <Time at={startedAt} />, isFigure: true },
    { head: text.columns.took, cell: took, isFigure: true },
  ]
  return <Table caption={text.title} columns={columns} rows={operations} keyOf={({ id }) => id} />
}
