import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { asSentence } from '../ui/as-sentence.ts'
import { Facts } from '../ui/facts.tsx'
import { Section } from '../ui/section.tsx'
import { Status, type StatusTone } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { CapacityBars } from './capacity-bars.tsx'
import styles from './host-list.module.css'
import { hostsQuery } from './queries.ts'
import { text } from './text.ts'

const tones: Readonly<Record<HostView['state'], StatusTone>> = { joining: 'busy', connected: 'ok', silent: 'warn' }

function Host({ host }: { host: HostView }) {
  const { name, state, because, lastHeardAt, agentVersion, databases, labels, conditions } = host
  // A connected host is heard several times a second; only silence has an age worth showing.
  const heard = lastHeardAt ? <Time key="heard" at={lastHeardAt} /> : text.never
  const lastHeard = state === 'connected' ? [] : [[text.lastHeard, heard] as const]
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`)
  return (
    <Section title={name} aside={<Status tone={tones[state]} word={text.state[state]} />}>
      {because && <p>{asSentence(because)}</p>}
      <CapacityBars host={host} />
      <Facts
        facts={[
          [text.databases, databases],
          ...lastHeard,
          [text.agent, agentVersion ?? text.none],
          [text.labels, pairs.length > 0 ? <code key="labels">{pairs.join(' ')}</code> : text.none],
        ]}
      />
      {conditions.length > 0 && (
        <ul className={styles.conditions} aria-label={text.conditions}>
          {conditions.map((condition) => (
            <li key={`${condition.code} ${condition.subject}`}>
              <code>{condition.code}</code> {condition.because}
            </li>
          ))}
        </ul>
      )}
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
