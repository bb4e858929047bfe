import { type ReactNode, useEffect, useRef } from 'react'
import styles from './page.module.css'

interface PageProps {
  /** The one h1. */
  title: string
  /** Further words of the window's title, inner first: `Operations`, `orders`. */
  within?: readonly string[]
  /** How things are, in words. */
  sentence?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** Focus goes to the heading of every page that was navigated to; the page one arrives with keeps the browser's own. */
let hasArrived = false

/** A page: its heading, its sentence, then its parts in reading order. */
export function Page({ title, within = [], sentence, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title is a new page
  useEffect(() => {
    if (hasArrived && !document.activeElement?.closest('dialog')) heading.current?.focus()
    hasArrived = true
  }, [title])
  return (
    <div className={styles.page}>
      <title>{[title, ...within, 'Holdfast'].join(' · ')}</title>
      <header className={styles.head}>
        <div className={styles.words}>
          <h1 className={styles.title} tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {sentence && <div className={styles.sentence}>{sentence}</div>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  )
}
