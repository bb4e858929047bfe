import { useSuspenseQuery } from '@tanstack/react-query'
import { CapacityLines } from '../../ui/capacity-lines.tsx'
import { Section } from '../../ui/section.tsx'
import { useOrganization } from '../use-organization.ts'
import { quotaQuery } from './queries.ts'
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
      <CapacityLines
        lines={kinds.map((kind) => {
          const [total = 0, taken = 0] = [limit[kind], used[kind]]
          const amount = words.amounts[kind]
          const told = words.used(amount(taken), amount(total), amount(Math.max(0, total - taken)))
          return { key: kind, name: words.names[kind], taken, total, words: told }
        })}
      />
    </Section>
  )
}
