import { asSentence } from '../ui/as-sentence.ts'
import type { IconName } from '../ui/icon.tsx'
import { Status, type StatusTone } from '../ui/status.tsx'
import styles from './access.module.css'

const tones: Readonly<Partial<Record<string, StatusTone>>> = {
  present: 'ok',
  installed: 'ok',
  refused: 'bad',
  available: 'quiet',
  'not-offered': 'quiet',
  deleted: 'quiet',
}

const drawings: Readonly<Partial<Record<string, IconName>>> = {
  deleted: 'trash-2',
  available: 'circle',
  'not-offered': 'x',
}

/** How a role, logical database or extension is, and why where that is not plain. */
export function AccessState({ state, word, because }: { state: string; word: string; because: string }) {
  const isPlain = state === 'present' || state === 'installed' || because === ''
  const drawing = drawings[state]
  const icon = drawing ? { icon: drawing } : {}
  return (
    <>
      <Status tone={tones[state] ?? 'busy'} word={word} {...icon} />
      {!isPlain && <span className={styles.note}>{asSentence(because)}</span>}
    </>
  )
}
