import { useState } from 'react'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { MadeWebhook } from './made-webhook.tsx'
import { text } from './text.ts'
import { WebhookForm } from './webhook-form.tsx'

/** A form; after it the secret, once; then the form again. */
export function CreateWebhook() {
  const { id } = useOrganization()
  const [made, setMade] = useState<{ url: string; secret: string }>()
  return (
    <Section title={made ? text.made.title : text.create.title} isPanel>
      {made ? (
        <MadeWebhook {...made} onDone={() => setMade(undefined)} />
      ) : (
        <WebhookForm key={id} onMade={({ webhook, secret }) => setMade({ url: webhook.url, secret })} />
      )}
    </Section>
  )
}
