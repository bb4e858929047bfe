import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'
import { DeliveryList, WebhookReport, webhooksQuery, webhookText } from '../webhooks/index.ts'

const route = getRouteApi('/o/$org/webhooks/$webhook')
const words = webhookText.one

export function WebhookPage() {
  const { id: organization } = useOrganization()
  const { webhook: id, org } = route.useParams()
  const navigate = useNavigate()
  const webhook = useSuspenseQuery(webhooksQuery(organization)).data.items.find((it) => it.id === id)
  const back = (
    <Link to="/o/$org/webhooks" params={{ org }}>
      {words.back}
    </Link>
  )
  if (!webhook)
    return (
      <Page title={webhookText.title} sentence={words.missing}>
        <p>{back}</p>
      </Page>
    )
  return (
    <Page title={webhook.url} within={[webhookText.title]} actions={back}>
      <WebhookReport webhook={webhook} onRemoved={() => navigate({ to: '/o/$org/webhooks', params: { org } })} />
      <Part lines={6}>
        <DeliveryList webhook={webhook} />
      </Part>
    </Page>
  )
}
