import type { DeliveryView, WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { asProblem } from '../api/problem.ts'
import { AsCommand } from '../commands/index.ts'
import { useOrganization } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { asSentence } from '../ui/as-sentence.ts'
import { Button } from '../ui/button.tsx'
import { formatSecond } from '../ui/moments.ts'
import { formatCount } from '../ui/numbers.ts'
import { Section } from '../ui/section.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { useToast } from '../ui/toasts.tsx'
import { DeliveryState } from './delivery-state.tsx'
import { deliveriesQuery, useWebhookChanges } from './queries.ts'
import { text } from './text.ts'
import styles from './webhooks.module.css'

const words = text.deliveries

const told: readonly Column<DeliveryView>[] = [
  { head: words.what, cell: ({ type }) => <code>{type}</code> },
  { head: words.state, cell: ({ state }) => <DeliveryState state={state} /> },
  { head: words.tries, cell: ({ attempts }) => formatCount(attempts), isFigure: true },
  { head: words.answer, cell: ({ status }) => status ?? words.noAnswer, isFigure: true },
  {
    head: words.because,
    cell: ({ because, nextAttemptAt, state, attempts }) => (
      <>
        {asSentence(because) || words.noAnswer}
        {state === 'pending' && attempts > 0 && nextAttemptAt && (
          <span className={styles.because}>
            {words.next} {formatSecond(Date.parse(nextAttemptAt))}
          </span>
        )}
      </>
    ),
  },
  { head: words.at, cell: ({ createdAt }) => <Time at={createdAt} />, isFigure: true },
]

/** What was sent, how it was taken, and the way to send it once more. */
export function DeliveryList({ webhook }: { webhook: WebhookView }) {
  const { id: organization } = useOrganization()
  const query = useSuspenseInfiniteQuery(deliveriesQuery(organization, webhook.id))
  const { sendAgain } = useWebhookChanges(organization)
  const showToast = useToast()
  const deliveries = query.data.pages.flatMap(({ items }) => items)
  const [newest] = deliveries
  const again: Column<DeliveryView> = {
    head: words.again,
    cell: ({ id, type, createdAt, state }) => (
      <Button
        aria-label={words.againOf(type, formatSecond(Date.parse(createdAt)))}
        isDisabled={state === 'pending' || webhook.state === 'disabled'}
        isBusy={sendAgain.isPending && sendAgain.variables.id === id}
        busyLabel={words.sending}
        onClick={() =>
          sendAgain.mutate({ webhookId: webhook.id, id }, { onSuccess: () => showToast({ words: words.sentAgain }) })
        }
      >
        {words.again}
      </Button>
    ),
  }
  return (
    <Section title={words.title}>
      {sendAgain.isError && <ShownProblem problem={asProblem(sendAgain.error)} />}
      {newest === undefined ? (
        <p>{words.none}</p>
      ) : (
        <>
          <p className={styles.because}>{words.lead}</p>
          <Table caption={words.title} columns={[...told, again]} rows={deliveries} keyOf={({ id }) => id} />
          <AsCommand
            holdfast={['webhook', 'send-again', webhook.id, newest.id]}
            request={{ method: 'POST', path: `/v1/webhooks/${webhook.id}/deliveries/${newest.id}/send-again` }}
          />
        </>
      )}
      {query.hasNextPage && (
        <div>
          <Button
            isBusy={query.isFetchingNextPage}
            busyLabel={words.loading}
            onClick={() => void query.fetchNextPage()}
          >
            {words.more}
          </Button>
        </div>
      )}
    </Section>
  )
}
