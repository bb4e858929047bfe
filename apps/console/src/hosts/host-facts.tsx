import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { asSentence } from '../ui/as-sentence.ts'
import { Facts } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'
import { text } from './text.ts'

/** What a host is called, holds and runs, and when it was heard last. */
export function HostFacts({ host }: { host: HostView }) {
  const { state, lastHeardAt, agentVersion, clockAheadMs, databases, labels, placement } = host
  // A connected host is heard several times a second; only silence has an age worth showing.
  const heard = lastHeardAt ? <Time key="heard" at={lastHeardAt} /> : text.never
  const lastHeard = state === 'connected' ? [] : [[text.lastHeard, heard] as const]
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`)
  return (
    <Facts
      facts={[
        [text.databases, databases],
        ...lastHeard,
        [text.placement, asSentence(placement.because)],
        [text.agent, agentVersion ?? text.none],
        [text.clock, clockAheadMs === null ? text.none : text.clockWords(clockAheadMs)],
        [text.labels, pairs.length > 0 ? <code key="labels">{pairs.join(' ')}</code> : text.none],
      ]}
    />
  )
}
