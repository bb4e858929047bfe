import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { asSentence } from '../ui/as-sentence.ts'
import styles from './host-list.module.css'
import { text } from './text.ts'

/** What a host says is not as it should be, each with its reason. */
export function HostConditions({ host: { conditions } }: { host: HostView }) {
  return (
    <ul className={styles.conditions} aria-label={text.conditions}>
      {conditions.map(({ code, subject, because }) => (
        <li key={`${code} ${subject}`}>
          <strong>{text.conditionWords(code)}</strong> {asSentence(because)} <code>{subject}</code>
        </li>
      ))}
    </ul>
  )
}
