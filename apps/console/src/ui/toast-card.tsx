import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { text } from './text.ts'
import styles from './toasts.module.css'
import type { ShownToast } from './toasts.tsx'

const standsMs = 10_000

/** One notice. It goes after ten seconds, but not while somebody points at it or has the focus inside. */
export function ToastCard({ toast, onDone }: { toast: ShownToast; onDone: (number: number) => void }) {
  const [isHeld, setIsHeld] = useState(false)
  const [isUndoing, setIsUndoing] = useState(false)
  const [failure, setFailure] = useState<string>()
  const { number, words, undo } = toast

  useEffect(() => {
    if (isHeld || isUndoing || failure) return
    const timer = setTimeout(() => onDone(number), standsMs)
    return () => clearTimeout(timer)
  }, [isHeld, isUndoing, failure, number, onDone])

  const goBack = async (way: () => Promise<void>) => {
    setIsUndoing(true)
    setFailure(undefined)
    await way().then(
      () => onDone(number),
      (error: unknown) => setFailure(text.undoFailed(error instanceof Error ? error.message : String(error))),
    )
    setIsUndoing(false)
  }

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
          <Button tone="quiet" icon="undo-2" isBusy={isUndoing} onClick={() => void goBack(undo)}>
            {text.undo}
          </Button>
        )}
        <Button tone="quiet" icon="x" onClick={() => onDone(number)}>
          {text.dismiss}
        </Button>
      </div>
    </div>
  )
}
