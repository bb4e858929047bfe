import { useEffect, useRef } from 'react'
import { hasSingleKeys } from './single-keys.ts'

interface Shortcuts {
  readonly onSearch: () => void
  readonly onList: () => void
  /** The second key behind `g`. */
  readonly onGo: (key: string) => void
}

const goMs = 1500
const isTyping = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="textbox"]') !== null
const isModified = ({ ctrlKey, metaKey, altKey }: KeyboardEvent) => ctrlKey || metaKey || altKey

/** The page itself says what its keys do, by `aria-keyshortcuts`: a field gets the focus, anything else is pressed. */
function pressOnPage(key: string): boolean {
  const thing = document.querySelector<HTMLElement>(`main [aria-keyshortcuts~="${CSS.escape(key)}"]`)
  if (!thing?.checkVisibility()) return false
  thing.focus()
  if (!thing.matches('input, textarea')) thing.click()
  return true
}

/** Listens to keys while the shell stands; never while somebody types or answers a dialog. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const newest = useRef(shortcuts)
  newest.current = shortcuts

  useEffect(() => {
    let goUntil = 0
    const single = (key: string) => {
      const isSecond = Date.now() < goUntil
      goUntil = 0
      if (isSecond) return newest.current.onGo(key)
      if (key === 'g') goUntil = Date.now() + goMs
      else if (key === '?') newest.current.onList()
      else return pressOnPage(key)
    }
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return newest.current.onSearch()
      }
      if (isModified(event) || isTyping(event.target) || event.key.length !== 1 || !hasSingleKeys()) return
      if (single(event.key) !== false) event.preventDefault()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}
