import type { WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { asProblem } from '../api/problem.ts'
import { AsCommand } from '../commands/index.ts'
import { useOrganization } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useWebhookChanges } from './queries.ts'
import { text } from './text.ts'
import styles from './webhooks.module.css'

const words = text.remove

interface RemoveWebhookProps {
  webhook: WebhookView
  onRemoved: () => Promise<void>
}

/** What deleting means, before the button that does it. */
export function RemoveWebhook({ webhook: { id, url }, onRemoved }: RemoveWebhookProps) {
  const { id: organization } = useOrganization()
  const { remove } = useWebhookChanges(organization)
  const showToast = useToast()
  const submit = async () => {
    await remove.mutateAsync(id)
    showToast({ words: words.done(url) })
    await onRemoved()
  }
  return (
    <details className={styles.fold}>
      <summary>{words.open}</summary>
      <div className={styles.inside}>
        <p>{words.lead}</p>
        {remove.isError && <ShownProblem problem={asProblem(remove.error)} />}
        <Button
          isBusy={remove.isPending}
          busyLabel={words.busy}
          // A refusal is shown above, out of the mutation's own state.
          onClick={() => void submit().catch(() => undefined)}
        >
          {words.submit}
        </Button>
        <AsCommand
          holdfast={['webhook', 'delete', id, '--yes']}
          request={{ method: 'DELETE', path: `/v1/webhooks/${id}` }}
        />
      </div>
    </details>
  )
}
