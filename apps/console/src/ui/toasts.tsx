import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { useAnnounce } from './announcer.tsx'
import { text } from './text.ts'
import { ToastCard } from './toast-card.tsx'
import styles from './toasts.module.css'

export interface Toast {
  readonly words: string
  /** A way back, offered while the toast stands and in the list of notices. */
  readonly undo?: () => Promise<void>
}
export interface ShownToast extends Toast {
  readonly number: number
  /** ISO 8601. */
  readonly at: string
  readonly isStanding: boolean
}

interface PastToasts {
  /** Newest first. */
  readonly toasts: readonly ShownToast[]
  /** The way back was gone: it is no notice any more. */
  readonly forget: (number: number) => void
}

const ToastContext = createContext<(toast: Toast) => void>(() => {})
const PastContext = createContext<PastToasts>({ toasts: [], forget: () => {} })
export const useToast = () => use(ToastContext)
/** What was said since the console was opened, standing or not. */
export const usePastToasts = () => use(PastContext)

const kept = 20
let lastNumber = 0

/** Where notices of success stand for ten seconds. Errors never come here: they stand where they happened. */
export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([])
  const announce = useAnnounce()

  const show = useCallback(
    (toast: Toast) => {
      lastNumber += 1
      const shown = { ...toast, number: lastNumber, at: new Date().toISOString(), isStanding: true }
      setToasts((before) => [shown, ...before].slice(0, kept))
      announce(toast.words)
    },
    [announce],
  )
  const lay = useCallback(
    (number: number) =>
      setToasts((before) => before.map((toast) => (toast.number === number ? { ...toast, isStanding: false } : toast))),
    [],
  )
  const forget = useCallback(
    (number: number) => setToasts((before) => before.filter((toast) => toast.number !== number)),
    [],
  )
  const past = useMemo(() => ({ toasts, forget }), [toasts, forget])

  return (
    <ToastContext value={show}>
      <PastContext value={past}>{children}</PastContext>
      <section className={styles.region} aria-label={text.notices}>
        {toasts
          .filter(({ isStanding }) => isStanding)
          .toReversed()
          .map((toast) => (
            <ToastCard key={toast.number} toast={toast} onGone={lay} onUndone={forget} />
          ))}
      </section>
    </ToastContext>
  )
}
