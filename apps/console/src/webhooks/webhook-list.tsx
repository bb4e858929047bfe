import type { WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { asSentence } from '../ui/as-sentence.ts'
import { formatList } from '../ui/numbers.ts'
import { Section } from '../ui/section.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { webhooksQuery } from './queries.ts'
import { text } from './text.ts'
import { WebhookState } from './webhook-state.tsx'
import styles from './webhooks.module.css'

const words = text.list

/** Every webhook: its address, what it hears of, whether it works. */
export function WebhookList() {
  const { id, word: org } = useOrganization()
  const { items } = useSuspenseQuery(webhooksQuery(id)).data
  const troubled = items.filter(({ state }) => state !== 'active').length
  const columns: readonly Column<WebhookView>[] = [
    {
      head: words.url,
      cell: (webhook) => (
        <Link to="/o/$org/webhooks/$webhook" params={{ org, webhook: webhook.id }}>
          {webhook.url}
        </Link>
      ),
    },
    { head: words.hears, cell: ({ events }) => formatList(events.map((event) => text.topics[event])) },
    {
      head: words.state,
      cell: ({ state, because }) => (
        <>
          <WebhookState state={state} />
          {state !== 'active' && <span className={styles.because}>{asSentence(because)}</span>}
        </>
      ),
    },
    { head: words.made, cell: ({ createdAt }) => <Time at={createdAt} />, isFigure: true },
  ]
  return (
    <>
      <p className={styles.sentence}>{text.lead(items.length, troubled)}</p>
      <Section title={words.title}>
        {items.length === 0 ? (
          <p>{words.empty}</p>
        ) : (
          <Table caption={words.title} columns={columns} rows={items} keyOf={(webhook) => webhook.id} />
        )}
      </Section>
    </>
  )
}
