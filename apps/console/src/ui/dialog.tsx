import { type ReactNode, useEffect, useId, useRef } from 'react'
import styles from './dialog.module.css'

interface DialogProps {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
}

/** A native modal dialog: Escape closes it, focus stays inside and returns to where it came from. */
export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)

  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])

  return (
    <dialog className={styles.dialog} ref={dialog} onClose={onClose} aria-labelledby={id}>
      {isOpen && (
        <div className={styles.content}>
          <h2 className={styles.title} id={id}>
            {title}
          </h2>
          {children}
        </div>
      )}
    </dialog>
  )
}
