import type { WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { asProblem } from '../api/problem.ts'
import { AsCommand } from '../commands/index.ts'
import { useOrganization } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { asSentence } from '../ui/as-sentence.ts'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { formatList } from '../ui/numbers.ts'
import { Section } from '../ui/section.tsx'
import { Time } from '../ui/time.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useWebhookChanges } from './queries.ts'
import { RemoveWebhook } from './remove-webhook.tsx'
import { text } from './text.ts'
import { WebhookState } from './webhook-state.tsx'
import styles from './webhooks.module.css'

const words = text.one

interface WebhookReportProps {
  webhook: WebhookView
  onRemoved: () => Promise<void>
}

/** How one webhook stands, and what can be done with it. */
export function WebhookReport({ webhook, onRemoved }: WebhookReportProps) {
  const { id: organization } = useOrganization()
  const { test, enable } = useWebhookChanges(organization)
  const showToast = useToast()
  const { id, state, because, events, createdAt } = webhook
  const isStopped = state === 'disabled'
  const asked = isStopped ? enable : test
  const verb = isStopped ? 'enable' : 'test'
  return (
    <>
      <p className={styles.sentence}>{asSentence(because)}</p>
      {isStopped && <p>{words.stopped}</p>}
      <Facts
        facts={[
          [text.list.state, <WebhookState key="state" state={state} />],
          [text.list.hears, formatList(events.map((event) => text.topics[event]))],
          [text.list.made, <Time key="made" at={createdAt} />],
        ]}
      />
      <Section title={words.actions}>
        {asked.isError && <ShownProblem problem={asProblem(asked.error)} />}
        <div className={styles.actions}>
          <Button
            isBusy={asked.isPending}
            busyLabel={isStopped ? words.enabling : words.testing}
            onClick={() =>
              asked.mutate(id, {
                onSuccess: () => showToast({ words: isStopped ? words.enabled : words.testSent }),
              })
            }
          >
            {isStopped ? words.enable : words.test}
          </Button>
        </div>
        <AsCommand holdfast={['webhook', verb, id]} request={{ method: 'POST', path: `/v1/webhooks/${id}/${verb}` }} />
        <RemoveWebhook webhook={webhook} onRemoved={onRemoved} />
      </Section>
    </>
  )
}
