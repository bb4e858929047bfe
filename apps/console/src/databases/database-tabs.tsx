import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import styles from './database-tabs.module.css'
import { text } from './text.ts'

const pages = [
  { to: '/o/$org/d/$db', word: text.tabs.overview },
  { to: '/o/$org/d/$db/metrics', word: text.tabs.metrics },
  { to: '/o/$org/d/$db/topology', word: text.tabs.topology },
  { to: '/o/$org/d/$db/access', word: text.tabs.access },
  { to: '/o/$org/d/$db/settings', word: text.tabs.settings },
  { to: '/o/$org/d/$db/danger', word: text.tabs.danger },
] as const

/** The pages of one database: links, since each has its own address. */
export function DatabaseTabs({ name }: { name: string }) {
  const { word: org } = useOrganization()
  return (
    <nav className={styles.tabs} aria-label={text.tabs.label}>
      {pages.map(({ to, word }) => (
        <Link
          key={to}
          to={to}
          params={{ org, db: name }}
          activeOptions={{ exact: true, includeSearch: false }}
          className={styles.tab ?? ''}
        >
          {word}
        </Link>
      ))}
    </nav>
  )
}
