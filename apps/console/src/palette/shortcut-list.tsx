import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { pageActions } from './page-actions.ts'
import styles from './palette.module.css'
import { text } from './text.ts'
import type { Place } from './use-entries.ts'

interface ShortcutListProps {
  places: readonly Place[]
  /** Whether single keys act, and how that is changed. */
  isOn: boolean
  onTurn: (isOn: boolean) => void
  onClose: () => void
}

const words = text.shortcuts

/** Every key that does something, here and everywhere, and the switch for those of a single key. */
export function ShortcutList({ places, isOn, onTurn, onClose }: ShortcutListProps) {
  const [here] = useState(() => pageActions(document.querySelector('main')).filter(({ keys }) => keys))
  const rows = [
    ['Ctrl K, ⌘K', words.search],
    ...places.map(({ key, word }) => [`g ${key}`, words.go(word)]),
    ['?', words.list],
    ...here.map((entry) => [entry.keys ?? '', entry.words]),
  ] as const
  return (
    <Dialog title={words.title} onClose={onClose}>
      <label className={styles.switch}>
        <input type="checkbox" checked={isOn} onChange={({ target }) => onTurn(target.checked)} />
        {words.singleKeys}
      </label>
      <p className={styles.hint}>{words.singleKeysHint}</p>
      <table className={styles.keyList}>
        <thead>
          <tr>
            <th scope="col">{words.keys}</th>
            <th scope="col">{words.what}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([keys, what]) => (
            <tr key={`${keys} ${what}`}>
              <td>
                <kbd>{keys}</kbd>
              </td>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div>
        <Button onClick={onClose}>{words.close}</Button>
      </div>
    </Dialog>
  )
}
