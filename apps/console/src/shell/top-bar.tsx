import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { Link } from '@tanstack/react-router'
import type { Liveness } from '../api/live.ts'
import { RunningCount } from '../operations/index.ts'
import { AccountMenu, useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Icon } from '../ui/icon.tsx'
import { Mark } from '../ui/mark.tsx'
import { formatSecond } from '../ui/moments.ts'
import { Notices } from './notices.tsx'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { SearchField } from './search-field.tsx'
import { text } from './text.ts'
import styles from './top-bar.module.css'

interface TopBarProps {
  person: PersonView
  liveness: Liveness
  onSearch: () => void
}

/** Mark and organization, search, what runs, notices, whether the page is live, the account. */
export function TopBar({ person, liveness, onSearch }: TopBarProps) {
  const { word: org } = useOrganization()
  return (
    <header className={styles.bar}>
      <div className={styles.start}>
        <Link to="/o/$org" params={{ org }} className={styles.home ?? ''} aria-label={text.home}>
          <Mark size={24} />
        </Link>
        <OrganizationSwitcher person={person} />
      </div>
      <SearchField onOpen={onSearch} />
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
        <Notices />
        <AccountMenu person={person} />
      </div>
    </header>
  )
}
