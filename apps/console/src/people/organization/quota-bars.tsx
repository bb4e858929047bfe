import { useSuspenseQuery } from '@tanstack/react-query'
import { CapacityBar } from '../../ui/capacity-bar.tsx'
import { Section } from '../../ui/section.tsx'
import { useOrganization } from '../use-organization.ts'
import { quotaQuery } from './queries.ts'
import styles from './quota-bars.module.css'
import { text } from './text.ts'

const words = text.quota
const kinds = ['databases', 'cpus', 'memoryBytes', 'storageBytes', 'connections'] as const

/** What the organization may have and has. */
export function QuotaBars() {
  const { id } = useOrganization()
  const { limit, used } = useSuspenseQuery(quotaQuery(id)).data
  return (
    <Section title={words.title}>
      <p>{words.sentence}</p>
      <dl className={styles.bars}>
        {kinds.map((kind) => {
          const [may = 0, has = 0] = [limit[kind], used[kind]]
          const amount = words.amounts[kind]
          return (
            <div key={kind}>
              <dt>{words.names[kind]}</dt>
              <dd>
                <CapacityBar share={may === 0 ? 1 : has / may} />
                {words.used(amount(has), amount(may), amount(Math.max(0, may - has)))}
              </dd>
            </div>
          )
        })}
      </dl>
    </Section>
  )
}
