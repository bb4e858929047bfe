import { useMatchRoute } from '@tanstack/react-router'
import { usePermissions } from '../people/index.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { visibleAreas } from './areas.ts'
import styles from './rail.module.css'
import { RailLink } from './rail-link.tsx'
import { text } from './text.ts'

/** So many fit into the bar at the bottom of a narrow screen, beside "More". */
const inBar = 4

/** The areas of the console: a rail at the side, a bar at the bottom of a narrow screen. */
export function Rail() {
  const groups = visibleAreas(usePermissions())
  const isWithinDatabase = Boolean(useMatchRoute()({ to: '/o/$org/d/$db', fuzzy: true }))
  const all = groups.flat()
  const isMore = (index: number) => all.length > inBar + 1 && index >= inBar
  const isWithin = (to: string) => isWithinDatabase && to === '/o/$org/databases'
  return (
    <nav className={styles.rail} aria-label={text.rail}>
      <ul>
        {all.map((area, index) => (
          <li
            key={area.to}
            className={isMore(index) ? styles.wide : undefined}
            data-first={groups.some(([first]) => first === area) || undefined}
          >
            <RailLink area={area} isWithin={isWithin(area.to)} />
          </li>
        ))}
        {all.length > inBar + 1 && (
          <li className={styles.more}>
            <Disclosure label={text.more} word={text.moreWord}>
              <ul className={styles.rest}>
                {all.slice(inBar).map((area) => (
                  <li key={area.to}>
                    <RailLink area={area} isWithin={isWithin(area.to)} />
                  </li>
                ))}
              </ul>
            </Disclosure>
          </li>
        )}
      </ul>
    </nav>
  )
}
