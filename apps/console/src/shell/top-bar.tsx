import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { Link } from '@tanstack/react-router'
import type { Liveness } from '../api/live.ts'
import { RunningCount } from '../operations/index.ts'
import { AccountMenu, useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Icon } from '../ui/icon.tsx'
import { Mark } from '../ui/mark.tsx'
import { formatSecond } from '../ui/moments.ts'
import { text } from './text.ts'
import styles from './top-bar.module.css'

/** Mark and organization, what runs, whether the page is live, the account. */
export function TopBar({ person, liveness }: { person: PersonView; liveness: Liveness }) {
  const { name, word: org } = useOrganization()
  return (
    <header className={styles.bar}>
      <Link to="/o/$org/databases" params={{ org }} className={styles.home ?? ''}>
        <Mark size={24} />
        <span className={styles.organization}>{name}</span>
      </Link>
      <div className={styles.end}>
        {!liveness.isLive && (
          <p className={styles.stale} role="status">
            <Icon name="circle-question-mark" />
            {text.reconnecting(formatSecond(liveness.since))}
          </p>
        )}
        <Part lines={0}>
          <RunningCount />
        </Part>
        <AccountMenu person={person} />
      </div>
    </header>
  )
}
