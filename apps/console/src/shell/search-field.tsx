import { Icon } from '../ui/icon.tsx'
import styles from './search-field.module.css'
import { text } from './text.ts'

const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

/** Looks like a field, opens the palette; shows the keys that do the same. */
export function SearchField({ onOpen }: { onOpen: () => void }) {
  return (
    <button
      type="button"
      className={styles.field}
      aria-label={text.search.label}
      aria-haspopup="dialog"
      aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
      onClick={onOpen}
    >
      <Icon name="search" />
      <span className={styles.word}>{text.search.word}</span>
      <kbd className={styles.keys} data-keys={isApple ? '⌘K' : 'Ctrl K'} />
    </button>
  )
}
