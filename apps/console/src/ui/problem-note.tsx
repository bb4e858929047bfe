import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './problem-note.module.css'

interface ProblemNoteProps {
  title: string
  detail: string
  remedy: string
  /** Wrong things that have no field of their own. */
  others?: readonly string[]
  /** What can be done here: Retry, a link to help, an incident id. */
  children?: ReactNode
}

/** An error in the place of what failed: what happened, what to do. */
export function ProblemNote({ title, detail, remedy, others = [], children }: ProblemNoteProps) {
  return (
    <div className={styles.note} role="alert">
      <p className={styles.title}>
        <Icon name="octagon-x" />
        {title}
      </p>
      <p>{detail}</p>
      {others.length > 0 && (
        <ul className={styles.list}>
          {others.map((other) => (
            <li key={other}>{other}</li>
          ))}
        </ul>
      )}
      <p>{remedy}</p>
      {children && <div className={styles.row}>{children}</div>}
    </div>
  )
}
