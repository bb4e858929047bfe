import { asSentence } from '../ui/as-sentence.ts'
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

/** How a role, logical database or extension is, and why where that is not plain. */
export function AccessState({ state, word, because }: { state: string; word: string; because: string }) {
  const isPlain = state === 'present' || state === 'installed' || because === ''
  return (
    <>
      <Status tone={tones[state] ?? 'busy'} word={word} {...(state === 'deleted' && { icon: 'trash-2' })} />
      {!isPlain && <span className={styles.note}>{asSentence(because)}</span>}
    </>
  )
}
