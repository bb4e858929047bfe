import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { operationsQuery, operationTitle } from '../operations/index.ts'
import { useOrganization, usePermissions } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { ChartGroup } from './chart-group.tsx'
import { chartGroups } from './charts.ts'
import styles from './metrics-board.module.css'
import { RangeBar } from './range-bar.tsx'
import { type RangeWords, writeRange } from './time-range.ts'

interface MetricsBoardProps {
  database: Pick<DatabaseView, 'id'>
  range: RangeWords
  onRange: (range: RangeWords) => void
}

/** The newest operations of the database; none where they are not for this role. */
function useHappenings({ id: databaseId }: MetricsBoardProps['database']) {
  const { id: organization } = useOrganization()
  const mayRead = usePermissions().has('operation:read')
  const { data } = useQuery({ ...operationsQuery(organization, { databaseId }), enabled: mayRead })
  return useMemo(
    () =>
      (data?.items ?? []).map((operation) => ({
        id: operation.id,
        at: Date.parse(operation.startedAt) / 1000,
        words: operationTitle(operation),
      })),
    [data],
  )
}

/** All charts of a database over one range. */
export function MetricsBoard({ database, range, onRange }: MetricsBoardProps) {
  const happenings = useHappenings(database)
  const reset = () => onRange({})
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open], :popover-open'))
        onRange({})
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [onRange])
  return (
    <div className={styles.board}>
      <RangeBar range={range} onRange={onRange} />
      {chartGroups.map((group) => (
        <Part key={group.id} lines={9}>
          <ChartGroup
            group={group}
            database={database}
            range={range}
            happenings={happenings}
            onZoom={(from, to) => onRange(writeRange(from, to, Date.now() / 1000))}
            onReset={reset}
          />
        </Part>
      ))}
    </div>
  )
}
