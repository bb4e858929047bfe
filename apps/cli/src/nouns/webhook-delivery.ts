import { webhookRoutes } from '@holdfast/shared/contract/webhook-routes'
import { DeliveryId, WebhookId } from '@holdfast/shared/ids'
import { type Command, type Offer, UsageError } from '../command.ts'
import { listCommand } from '../list-command.ts'

export const webhookIdOf = (text: string): WebhookId => {
  const id = WebhookId.safeParse(text)
  if (!id.success) throw new UsageError(`"${text}" is not a webhook id (wh_…)`)
  return id.data
}

export const webhookIds: Offer = async ({ call }) =>
  (await call(webhookRoutes.list, { query: { limit: 200 } })).items.map(({ id }) => id)

const deliveries = listCommand({
  usage: 'webhook deliveries ID',
  summary: 'What was sent to a webhook in the last 30 days and how it was taken, newest first',
  example: 'holdfast webhook deliveries wh_01jz8k3m9q0000000000',
  offers: { ID: webhookIds },
  ask: (context, query, args) =>
    context.call(webhookRoutes.deliveries, { params: { webhookId: webhookIdOf(args.at(0)) }, query }),
  head: ['id', 'what', 'state', 'tries', 'answer', 'made', 'because'],
  row: (it) => [it.id, it.type, it.state, it.attempts, it.status, it.createdAt, it.because],
  none: 'Nothing has been sent yet.',
  usualLimit: 100,
})

const sendAgain: Command = {
  usage: 'webhook send-again ID DELIVERY',
  summary: 'Send a delivery once more, with the same webhook-id',
  example: 'holdfast webhook send-again wh_01jz8k3m9q0000000000 dl_01jz8k3m9q0000000000',
  offers: { ID: webhookIds },
  async run(context, args) {
    const webhookId = webhookIdOf(args.at(0))
    const deliveryId = DeliveryId.safeParse(args.at(1))
    if (!deliveryId.success) throw new UsageError(`"${args.at(1)}" is not a delivery id (dl_…)`)
    const sent = await context.call(webhookRoutes.sendAgain, { params: { webhookId, deliveryId: deliveryId.data } })
    context.output.result(sent, `${sent.id} is on its way; see holdfast webhook deliveries ${webhookId}`)
    return 0
  },
}

export const deliveryCommands: readonly Command[] = [deliveries, sendAgain]
