import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { text } from './text.ts'
import styles from './toasts.module.css'
import type { ShownToast } from './toasts.tsx'
import { useUndo } from './use-undo.ts'

const standsMs = 10_000
const nothing = async () => {}

interface ToastCardProps {
  toast: ShownToast
  onGone: (number: number) => void
  onUndone: (number: number) => void
}

/** One notice. It goes after ten seconds, but not while somebody points at it or has the focus inside. */
export function ToastCard({ toast, onGone, onUndone }: ToastCardProps) {
  const [isHeld, setIsHeld] = useState(false)
  const { number, words, undo } = toast
  const { isUndoing, failure, run } = useUndo(undo ?? nothing, () => onUndone(number))

  useEffect(() => {
    if (isHeld || isUndoing || failure) return
    const timer = setTimeout(() => onGone(number), standsMs)
    return () => clearTimeout(timer)
  }, [isHeld, isUndoing, failure, number, onGone])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing only keeps the notice; its buttons do the work
    <div
      className={styles.toast}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <p className={styles.words} role={failure ? 'alert' : undefined}>
        {failure ?? words}
      </p>
      <div className={styles.actions}>
        {undo && (
          <Button tone="quiet" icon="undo-2" isBusy={isUndoing} onClick={() => void run()}>
            {text.undo}
          </Button>
        )}
        <Button tone="quiet" icon="x" onClick={() => onGone(number)}>
          {text.dismiss}
        </Button>
      </div>
    </div>
  )
}
