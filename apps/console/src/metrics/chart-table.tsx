import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { formatToTheSecond } from '../ui/moments.ts'
import { saveFile } from '../ui/save-file.ts'
import { Table } from '../ui/table.tsx'
import type { ChartLine } from './chart-lines.ts'
import styles from './metric-chart.module.css'
import { text } from './text.ts'
import { writeCsv } from './write-csv.ts'

interface ChartTableProps {
  title: string
  lines: readonly ChartLine[]
  moments: readonly number[]
  format: (value: number | null) => string
}

/** So many rows are read; all of them are in the file. */
const shownRows = 24

/** The figures of a chart for those who do not read drawings: evenly spaced moments as a table, all of them as a file. */
export function ChartTable({ title, lines, moments, format }: ChartTableProps) {
  const [isOpen, setIsOpen] = useState(false)
  const every = Math.max(1, Math.floor(moments.length / shownRows))
  const rows = isOpen
    ? moments.map((_, index) => index).filter((index) => (moments.length - 1 - index) % every === 0)
    : []
  return (
    <details className={styles.table} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        {text.table}
        <span className={styles.whose}> {title}</span>
      </summary>
      {isOpen && (
        <>
          <Button
            tone="quiet"
            icon="download"
            aria-label={text.csvName(title)}
            onClick={() => saveFile(`${title}.csv`, writeCsv(moments, lines), 'text/csv')}
          >
            {text.csv}
          </Button>
          <Table
            caption={title}
            columns={[
              { head: text.tableTime, cell: (index: number) => formatToTheSecond((moments[index] ?? 0) * 1000) },
              ...lines.map(({ name, values }) => ({
                head: name,
                cell: (index: number) => format(values[index] ?? null),
                isFigure: true,
              })),
            ]}
            rows={rows}
            keyOf={(index) => String(index)}
          />
        </>
      )}
    </details>
  )
}
