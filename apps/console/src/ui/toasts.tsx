import { createContext, type ReactNode, use, useCallback, useState } from 'react'
import { useAnnounce } from './announcer.tsx'
import { text } from './text.ts'
import { ToastCard } from './toast-card.tsx'
import styles from './toasts.module.css'

export interface Toast {
  readonly words: string
  /** A way back, offered while the toast stands. */
  readonly undo?: () => Promise<void>
}
export type ShownToast = Toast & { readonly number: number }

const ToastContext = createContext<(toast: Toast) => void>(() => {})
export const useToast = () => use(ToastContext)

let lastNumber = 0

/** Where notices of success stand for ten seconds. Errors never come here: they stand where they happened. */
export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([])
  const announce = useAnnounce()

  const show = useCallback(
    (toast: Toast) => {
      lastNumber += 1
      const shown = { ...toast, number: lastNumber }
      setToasts((before) => [...before, shown])
      announce(toast.words)
    },
    [announce],
  )
  const remove = useCallback(
    (number: number) => setToasts((before) => before.filter((toast) => toast.number !== number)),
    [],
  )

  return (
    <ToastContext value={show}>
      {children}
      <section className={styles.region} aria-label={text.notices}>
        {toasts.map((toast) => (
          <ToastCard key={toast.number} toast={toast} onDone={remove} />
        ))}
      </section>
    </ToastContext>
  )
}
