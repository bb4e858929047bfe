import { CapacityBar } from './capacity-bar.tsx'
import styles from './capacity-lines.module.css'

export interface CapacityLine {
  readonly key: string
  readonly name: string
  readonly taken: number
  readonly total: number
  /** The figures in words. */
  readonly words: string
}

/** Several capacities as bars with their figures; of nothing all is taken. */
export function CapacityLines({ lines }: { lines: readonly CapacityLine[] }) {
  return (
    <dl className={styles.bars}>
      {lines.map(({ key, name, taken, total, words }) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd>
            <CapacityBar share={total === 0 ? 1 : taken / total} />
            {words}
          </dd>
        </div>
      ))}
    </dl>
  )
}
