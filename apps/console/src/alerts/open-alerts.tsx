import type { AlertView, Severity } from '@holdfast/shared/contract/alert-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { AlertCard } from './alert-card.tsx'
import styles from './alert-list.module.css'
import { openAlertsQuery, type Place } from './queries.ts'
import { text } from './text.ts'

const weight: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 }

/** What cannot wait first, then the newest. */
const byNeed = (one: AlertView, other: AlertView): number =>
  weight[one.severity] - weight[other.severity] || Date.parse(other.openedAt) - Date.parse(one.openedAt)

/** The alerts that are open now. */
export function OpenAlerts({ place }: { place: Place }) {
  const { id } = useOrganization()
  const { items, nextCursor } = useSuspenseQuery(openAlertsQuery(id, place)).data
  return (
    <Section title={text.open[place]}>
      {items.length === 0 ? (
        <p>{text.open.none[place]}</p>
      ) : (
        <ul className={styles.list}>
          {items.toSorted(byNeed).map((alert) => (
            <AlertCard key={alert.id} alert={alert} place={place} />
          ))}
        </ul>
      )}
      {nextCursor !== null && <p>{text.open.cut}</p>}
    </Section>
  )
}
