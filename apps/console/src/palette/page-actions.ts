import type { Entry } from './entry.ts'
import { text } from './text.ts'

const most = 60

/** The name of a control as it is read out: its label, or its words without those that are hidden. */
function nameOf(control: Element): string {
  const label = control.getAttribute('aria-label')
  if (label) return label
  const copy = control.cloneNode(true)
  if (!(copy instanceof Element)) return ''
  for (const hidden of copy.querySelectorAll('[aria-hidden="true"]')) hidden.remove()
  return (copy.textContent ?? '').trim().replace(/\s+/g, ' ')
}

const wordsAt = (ids: string | null): string =>
  (ids ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent?.trim() ?? '')
    .filter(Boolean)
    .join(' ')

const sectionOf = (control: Element) =>
  wordsAt(control.closest('section[aria-labelledby]')?.getAttribute('aria-labelledby') ?? null)

/** The last step of a form stays with the person: the palette leads to the button, and they press it. */
const mustBePressed = (control: HTMLElement) => control.matches('form [type="submit"]')

function reach(control: HTMLElement) {
  if (!control.isConnected) return
  control.scrollIntoView({ block: 'center' })
  control.focus()
  if (!control.matches('input') && !mustBePressed(control)) control.click()
}

/**
 * What can be done on the page that is shown: its buttons, its own links and the fields with a shortcut, as they are
 * named and, where they are disabled, with the reason that stands beside them. Read from the page itself, so that
 * no page can forget to tell.
 */
export function pageActions(main: Element | null): Entry[] {
  const controls = main?.querySelectorAll<HTMLElement>('button, nav a, [aria-keyshortcuts]') ?? []
  const entries = new Map<string, Entry>()
  for (const control of controls) {
    const words = control.matches('input') ? control.closest('label')?.textContent?.trim() : nameOf(control)
    if (!words || !control.checkVisibility() || control.closest('[popover], [aria-current="page"]')) continue
    const note = sectionOf(control)
    const isOff = control.getAttribute('aria-disabled') === 'true'
    const keys = control.getAttribute('aria-keyshortcuts')
    const id = `action:${note}:${words}`
    if (entries.has(id) || entries.size === most) continue
    entries.set(id, {
      id,
      group: 'actions',
      words,
      ...(note && { note }),
      ...(keys && { keys }),
      ...(isOff && { why: wordsAt(control.getAttribute('aria-describedby')) || text.noReason }),
      run: () => reach(control),
    })
  }
  return [...entries.values()]
}
