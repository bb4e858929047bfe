import { Link, useMatchRoute } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import styles from './rail.module.css'
import { text } from './text.ts'

const areas = [
  { to: '/o/$org/databases', word: text.areas.databases, icon: 'database' },
  { to: '/o/$org/operations', word: text.areas.operations, icon: 'activity' },
  { to: '/o/$org/hosts', word: text.areas.hosts, icon: 'server' },
] as const satisfies readonly { to: string; word: string; icon: IconName }[]

/** The areas of the console: a rail at the side, a bar at the bottom of a narrow screen. */
export function Rail() {
  const { word: org } = useOrganization()
  const isWithinDatabase = Boolean(useMatchRoute()({ to: '/o/$org/d/$db', fuzzy: true }))
  return (
    <nav className={styles.rail} aria-label={text.rail}>
      <ul>
        {areas.map(({ to, word, icon }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ org }}
              className={styles.link ?? ''}
              title={word}
              data-within={(isWithinDatabase && to === areas[0].to) || undefined}
            >
              <Icon name={icon} />
              <span>{word}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
