import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'
import styles from './section.module.css'

interface SectionProps {
  title: ReactNode
  /** Beside the heading: a link onward, a choice. */
  aside?: ReactNode
  /** Only what can be acted on as one thing has an edge. */
  isPanel?: boolean
  children: ReactNode
}

/** A part of a page under one rule and its own heading. */
export function Section({ title, aside, isPanel, children }: SectionProps) {
  const id = useId()
  return (
    <section className={classes(styles.section, isPanel && styles.panel)} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 className={styles.title} id={id}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
