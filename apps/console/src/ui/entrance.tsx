import type { ReactNode } from 'react'
import styles from './entrance.module.css'
import { Mark } from './mark.tsx'
import { Page } from './page.tsx'

interface EntranceProps {
  title: string
  lead: string
  children: ReactNode
}

/** A page in front of the door: the mark, one form, nothing else. */
export function Entrance({ title, lead, children }: EntranceProps) {
  return (
    <main className={styles.entrance}>
      <div className={styles.column}>
        <p className={styles.mark}>
          <Mark size={24} />
          Holdfast
        </p>
        <Page title={title} sentence={lead}>
          {children}
        </Page>
      </div>
    </main>
  )
}
