import { useEffect, useRef } from 'react'
import type { Entry } from './entry.ts'
import styles from './palette.module.css'

interface PaletteOptionProps {
  id: string
  entry: Entry
  isCurrent: boolean
  onChoose: () => void
}

/** One line; a disabled one says why. The field keeps the focus, so keys are its business. */
export function PaletteOption({ id, entry, isCurrent, onChoose }: PaletteOptionProps) {
  const line = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isCurrent) line.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  const { words, note, keys, why } = entry
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the focus and hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the combobox points here by aria-activedescendant
    <div
      ref={line}
      id={id}
      role="option"
      className={styles.option}
      aria-selected={isCurrent}
      aria-disabled={why !== undefined || undefined}
      onClick={onChoose}
    >
      <span className={styles.words}>{words}</span>
      {note && <span className={styles.note}>{note}</span>}
      {keys && <kbd className={styles.keys}>{keys}</kbd>}
      {why && <span className={styles.why}>{why}</span>}
    </div>
  )
}
