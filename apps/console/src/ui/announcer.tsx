import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react'
import styles from './announcer.module.css'

export type Announce = (text: string, urgency?: 'polite' | 'assertive') => void

const AnnounceContext = createContext<Announce>(() => {})
export const useAnnounce = (): Announce => use(AnnounceContext)

const restMs = 5000
const speakAfterMs = 100

/** The two live regions of the page. Polite messages come at most every five seconds, merged; assertive ones at once. */
export function Announcer({ children }: { children: ReactNode }) {
  const [polite, setPolite] = useState('')
  const [assertive, setAssertive] = useState('')
  const waiting = useRef<string[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const spokenAt = useRef(0)

  useEffect(() => () => clearTimeout(timer.current), [])

  const announce = useMemo<Announce>(() => {
    const speak = () => {
      timer.current = undefined
      spokenAt.current = Date.now()
      setPolite(waiting.current.join(' '))
      waiting.current = []
    }
    return (text, urgency = 'polite') => {
      if (urgency === 'assertive') return setAssertive(text)
      if (!waiting.current.includes(text)) waiting.current.push(text)
      const rest = spokenAt.current + restMs - Date.now()
      timer.current ??= setTimeout(speak, Math.max(rest, speakAfterMs))
    }
  }, [])

  return (
    <AnnounceContext value={announce}>
      {children}
      <div className={styles.hidden} role="status" aria-live="polite">
        {polite}
      </div>
      <div className={styles.hidden} role="alert" aria-live="assertive">
        {assertive}
      </div>
    </AnnounceContext>
  )
}
