import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { capacityOf } from './host-capacity.ts'
import styles from './host-list.module.css'
import { hostsQuery } from './queries.ts'
import { amountOf, text } from './text.ts'

/** What is left on each host, in a sentence each. */
export function FreeCapacity() {
  const { id } = useOrganization()
  const { items } = useSuspenseQuery(hostsQuery(id)).data
  return (
    <Section title={text.roomTitle}>
      {items.length === 0 && <p>{text.noHosts}</p>}
      <ul className={styles.conditions}>
        {items.map((host) => {
          const [cpus, memory, storage] = (capacityOf(host) ?? []).map(({ what, free }) => amountOf(what, free))
          const isSilent = host.state === 'silent' || !cpus || !memory || !storage
          return (
            <li key={host.id}>
              {isSilent ? text.silentHost(host.name) : text.roomOf({ host: host.name, cpus, memory, storage })}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
