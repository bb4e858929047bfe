import type { Contract } from '@holdfast/shared/contract/contract'
import type { ReplyOf } from '@holdfast/shared/contract/define-route'
import { CodeBlock } from '../ui/code-block.tsx'
import { Facts } from '../ui/facts.tsx'
import { formatFully } from '../ui/moments.ts'
import { formatCount } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'
import styles from './audit.module.css'
import { actionWords, text } from './text.ts'

type Entry = ReplyOf<Contract['platform']['auditEvents']>['items'][number]
const words = text.entries

/** One line of the trail; opened, everything that was written down. */
export function AuditEntry({ entry }: { entry: Entry }) {
  const { sequence, at, actor, address, action, subject, requestId, facts } = entry
  return (
    <li>
      <details>
        <summary>
          <span className={styles.action}>{actionWords(action)}</span>
          <span className={styles.who}>
            {actor.name} <span className={styles.kind}>{words.kinds[actor.kind]}</span>
          </span>
          <span className={styles.at}>
            <Time at={at} />
          </span>
        </summary>
        <div className={styles.inside}>
          <Facts
            facts={[
              [words.number, formatCount(sequence)],
              [words.at, formatFully(Date.parse(at))],
              [words.who, <code key="who">{actor.id}</code>],
              [words.from, address ?? words.unknown],
              [words.subject, subject ? <code key="subject">{subject}</code> : words.unknown],
              [words.request, requestId ? <code key="request">{requestId}</code> : words.unknown],
            ]}
          />
          {Object.keys(facts).length > 0 ? (
            <CodeBlock code={JSON.stringify(facts, null, 2)} label={words.facts} />
          ) : (
            <p className={styles.note}>
              {words.facts}: {words.noFacts}
            </p>
          )}
        </div>
      </details>
    </li>
  )
}
