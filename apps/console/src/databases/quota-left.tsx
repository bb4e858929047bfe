import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { Status } from '../ui/status.tsx'
import type { CreateValues, SizeView } from './create-values.ts'
import { quotaQuery } from './queries.ts'
import styles from './quota-left.module.css'
import { quotaPlan } from './quota-plan.ts'
import { text } from './text.ts'

const words = text.quota

/** Before anything is created: what it takes of the organization's quota. */
export function QuotaLeft({ values, sizes }: { values: CreateValues; sizes: readonly SizeView[] }) {
  const { id } = useOrganization()
  const lines = quotaPlan(useSuspenseQuery(quotaQuery(id)).data, values, sizes)
  const missing = lines.filter(({ fits }) => !fits).map(({ kind }) => words.kinds[kind])
  return (
    <Section title={words.title}>
      {missing.length === 0 ? (
        <Status tone="ok" word={words.fits} />
      ) : (
        <Status tone="warn" word={words.exceeds(missing)} />
      )}
      <ul className={styles.lines}>
        {lines.map(({ kind, takes, left }) => (
          <li key={kind}>{words.line(words.kinds[kind], words.amount(kind, takes), words.amount(kind, left))}</li>
        ))}
      </ul>
    </Section>
  )
}
