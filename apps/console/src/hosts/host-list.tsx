import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { asSentence } from '../ui/as-sentence.ts'
import { Section } from '../ui/section.tsx'
import { CapacityBars } from './capacity-bars.tsx'
import { HostConditions } from './host-conditions.tsx'
import { HostFacts } from './host-facts.tsx'
import styles from './host-list.module.css'
import { HostState } from './host-state.tsx'
import { hostsQuery } from './queries.ts'
import { text } from './text.ts'

function Host({ host }: { host: HostView }) {
  const { word: org } = useOrganization()
  const { name, state, because, conditions } = host
  const heading = (
    <Link to="/o/$org/hosts/$host" params={{ org, host: name }}>
      {name}
    </Link>
  )
  return (
    <Section title={heading} aside={<HostState state={state} />}>
      {because && <p>{asSentence(because)}</p>}
      <CapacityBars host={host} />
      <HostFacts host={host} />
      {conditions.length > 0 && <HostConditions host={host} />}
    </Section>
  )
}

/** Every host: its state in words, what it holds, what is left. */
export function HostList() {
  const { id } = useOrganization()
  const { items } = useSuspenseQuery(hostsQuery(id)).data
  const connected = items.filter(({ state }) => state === 'connected').length
  return (
    <>
      <p className={styles.sentence}>{items.length === 0 ? text.empty : text.sentence(connected, items.length)}</p>
      {items.map((host) => (
        <Host key={host.id} host={host} />
      ))}
    </>
  )
}
