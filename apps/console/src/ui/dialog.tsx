import { type ReactNode, useEffect, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { classes } from './classes.ts'
import styles from './dialog.module.css'

interface DialogProps {
  title: string
  /** Escape, or the way out that the dialog offers; it stays until its owner takes it away. */
  onClose: () => void
  isWide?: boolean
  children: ReactNode
}

/** The platform's own modal dialog: it holds the focus, gives it back where it was, and is part of no form around it. */
export function Dialog({ title, onClose, isWide, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()

  useEffect(() => {
    const shown = dialog.current
    const before = document.activeElement
    shown?.showModal()
    shown?.querySelector<HTMLElement>('input:not([readonly], [type="radio"]), textarea')?.focus()
    return () => {
      shown?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  return createPortal(
    <dialog
      ref={dialog}
      className={classes(styles.dialog, isWide && styles.wide)}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 className={styles.title} id={id}>
        {title}
      </h2>
      {children}
    </dialog>,
    document.body,
  )
}
