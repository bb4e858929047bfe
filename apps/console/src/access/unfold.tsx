import type { ReactNode } from 'react'
import styles from './access.module.css'

/** A form that stands folded until it is wanted. */
export function Unfold({ word, children }: { word: string; children: ReactNode }) {
  return (
    <details className={styles.unfold}>
      <summary>{word}</summary>
      <div className={styles.unfolded}>{children}</div>
    </details>
  )
}
