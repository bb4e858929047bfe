import { type KeyboardEvent, useId, useState } from 'react'
import { useOrganization, usePerson } from '../people/index.ts'
import { Dialog } from '../ui/dialog.tsx'
import { arrange } from './arrange.ts'
import type { Entry } from './entry.ts'
import { pageActions } from './page-actions.ts'
import styles from './palette.module.css'
import { PaletteList } from './palette-list.tsx'
import { recentIds, rememberId } from './recent.ts'
import { text } from './text.ts'
import { type Place, useEntries } from './use-entries.ts'

interface PaletteProps {
  places: readonly Place[]
  onClose: () => void
}

/** Which line the arrows lead to; the list goes round. */
function nextOf(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at - 1 + count) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}

/** One field that leads everywhere within the organization, and to what can be done on the page behind it. */
export function Palette({ places, onClose }: PaletteProps) {
  const { id: organization } = useOrganization()
  const person = usePerson()?.id ?? ''
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  // Said inside the dialog: what is outside of it is silent now.
  const [refusal, setRefusal] = useState('')
  // The page behind does not change while the palette stands over it.
  const [actions] = useState(() => pageActions(document.querySelector('main')))
  const [recent] = useState(() => recentIds(person, organization))
  const { entries, isReading, isFaulty } = useEntries(places, typed)
  const groups = arrange([...actions, ...entries], typed, recent)
  const shown = groups.flatMap(([, group]) => group)
  const current = shown[Math.min(at, shown.length - 1)]

  const choose = (entry: Entry) => {
    if (entry.why !== undefined) return setRefusal(text.cannot(entry.words, entry.why))
    rememberId(person, organization, entry.id)
    onClose()
    // The focus has gone back to the page by then, and goes on from there.
    setTimeout(entry.run)
  }
  const press = (event: KeyboardEvent) => {
    const next = shown.length > 0 ? nextOf(event.key, Math.min(at, shown.length - 1), shown.length) : undefined
    if (next === undefined && event.key !== 'Enter') return
    event.preventDefault()
    if (next !== undefined) setAt(next)
    else if (current && !event.nativeEvent.isComposing) choose(current)
  }
  const optionId = (entry: Entry) => `${listId}-${shown.indexOf(entry)}`
  return (
    <Dialog title={text.title} onClose={onClose} isWide>
      <input
        type="text"
        role="combobox"
        className={styles.field}
        aria-label={text.type}
        placeholder={text.type}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={current && optionId(current)}
        autoComplete="off"
        spellCheck={false}
        maxLength={120}
        value={typed}
        onChange={({ target }) => [setTyped(target.value), setAt(0), setRefusal('')]}
        onKeyDown={press}
      />
      <PaletteList id={listId} groups={groups} current={current} optionId={optionId} onChoose={choose} />
      <p className={styles.hint} role="status">
        {refusal || (shown.length === 0 && !isReading ? text.none(typed) : text.found(shown.length))}
        {isReading && ` ${text.reading}`}
        {isFaulty && ` ${text.unread}`}
      </p>
      <p className={styles.hint}>{text.hint}</p>
    </Dialog>
  )
}
