import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { Section } from '../ui/section.tsx'
import { CapacityBars } from './capacity-bars.tsx'
import { HostConditions } from './host-conditions.tsx'
import { HostFacts } from './host-facts.tsx'
import { text } from './text.ts'

/** One host: what it says of itself, what of it is promised, what is not as it should be. */
export function HostReport({ host }: { host: HostView }) {
  return (
    <>
      <HostFacts host={host} />
      <Section title={text.one.capacity}>
        <CapacityBars host={host} />
      </Section>
      <Section title={text.conditions}>
        {host.conditions.length === 0 ? <p>{text.noConditions}</p> : <HostConditions host={host} />}
      </Section>
    </>
  )
}
