import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'
import { CreateWebhook, WebhookList, webhookText } from '../webhooks/index.ts'

export function WebhooksPage() {
  return (
    <Page title={webhookText.title}>
      <Part lines={6}>
        <WebhookList />
      </Part>
      <CreateWebhook />
    </Page>
  )
}
