import type { WebhookTopic, WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { AsCommand } from '../commands/index.ts'
import { useOrganization } from '../people/index.ts'
import { ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { useWebhookChanges } from './queries.ts'
import { text } from './text.ts'
import styles from './webhooks.module.css'

interface WebhookFormProps {
  onMade: (made: { webhook: WebhookView; secret: string }) => void
}

const words = text.create
const topics = Object.keys(text.topics) as WebhookTopic[]

/** Where to, and of what. A refused address is told at its field. */
export function WebhookForm({ onMade }: WebhookFormProps) {
  const { id: organization } = useOrganization()
  const { create } = useWebhookChanges(organization)
  const { form, problem, key, submit } = useProblemForm<{ url: string; events: WebhookTopic[] }>({
    defaultValues: { url: '', events: topics },
    fieldsOfCodes: { 'address-refused': 'url' },
  })
  const { errors, isSubmitting } = form.formState
  const { url, events } = form.watch()
  return (
    <Form onSubmit={submit(async (body) => onMade(await create.mutateAsync({ body, key })))}>
      <Field label={words.url} hint={words.urlHint} error={errors.url?.message} isMono>
        {(control) => (
          <input
            {...control}
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            maxLength={2000}
            {...form.register('url', { required: words.urlRequired })}
          />
        )}
      </Field>
      <fieldset className={styles.topics} aria-describedby={errors.events ? 'events-error' : undefined}>
        <legend>{words.events}</legend>
        {topics.map((topic) => (
          <label key={topic}>
            <input
              type="checkbox"
              value={topic}
              {...form.register('events', { validate: ({ length }) => length > 0 || words.eventsRequired })}
            />
            {text.topics[topic]}
          </label>
        ))}
        {errors.events && (
          <p className={styles.error} id="events-error">
            <Icon name="triangle-alert" />
            {errors.events.message}
          </p>
        )}
      </fieldset>
      {problem && <ShownProblem problem={problem} />}
      <Button type="submit" tone="primary" isBusy={isSubmitting} busyLabel={words.busy}>
        {words.submit}
      </Button>
      <AsCommand
        holdfast={['webhook', 'create', url || 'URL', '--events', events.join(',')]}
        request={{ method: 'POST', path: '/v1/webhooks', body: { url, events } }}
      />
    </Form>
  )
}
