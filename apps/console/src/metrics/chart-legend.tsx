import styles from './chart-legend.module.css'
import type { ChartLine } from './chart-lines.ts'
import { summarize } from './summarize.ts'

interface ChartLegendProps {
  lines: readonly ChartLine[]
  format: (value: number | null) => string
  /** Seconds between two values of a line. */
  stepSeconds: number
  /** Where the pointer is; null: the newest figures. */
  index: number | null
  at: string | null
}

/** The names of the lines, each with its figure: where the pointer is, or now. */
export function ChartLegend({ lines, format, stepSeconds, index, at }: ChartLegendProps) {
  const figureOf = ({ values }: ChartLine) =>
    index === null ? (summarize(values, stepSeconds)?.now ?? null) : (values[index] ?? null)
  return (
    <ul className={styles.legend}>
      {lines.map((line, number) => (
        <li key={line.name} data-line={number + 1}>
          <span className={styles.stroke} aria-hidden="true" />
          {line.name} <span className={styles.figure}>{format(figureOf(line))}</span>
        </li>
      ))}
      {at && <li className={styles.at}>{at}</li>}
    </ul>
  )
}
