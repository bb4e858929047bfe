import type { BodyInputOf } from '@holdfast/shared/contract/define-route'
import {
  type DeliveryView,
  WebhookTopic,
  type WebhookView,
  webhookRoutes,
} from '@holdfast/shared/contract/webhook-routes'
import type { WebhookId } from '@holdfast/shared/ids'
import { type Command, type Context, UsageError } from '../command.ts'
import { listCommand } from '../list-command.ts'
import { deliveryCommands, webhookIdOf, webhookIds } from './webhook-delivery.ts'

const eventsOf = (text: string): WebhookTopic[] =>
  text.split(',').map((part) => {
    const event = WebhookTopic.safeParse(part.trim())
    if (!event.success) throw new UsageError(`--events is a list of ${WebhookTopic.options.join(', ')}`)
    return event.data
  })

const create: Command = {
  usage: 'webhook create URL [--events A,B]',
  summary: 'Send events to an address; the secret they are signed with is shown once',
  example: 'holdfast webhook create https://example.com/hooks --events alert,database',
  options: { events: { type: 'string' } },
  offers: { '--events': WebhookTopic.options },
  async run(context, args) {
    const events = args.text('events')
    const body: BodyInputOf<typeof webhookRoutes.create> = {
      url: args.at(0),
      ...(events === undefined ? {} : { events: eventsOf(events) }),
    }
    const made = await context.call(webhookRoutes.create, { body })
    context.output.remark(
      `${made.webhook.id} hears of ${made.webhook.events.join(', ')}. Its secret is shown only now:`,
    )
    context.output.result(made, made.secret)
    return 0
  },
}

const rowOf = ({ id, url, events, state, because }: WebhookView) => [id, url, events.join(','), state, because]

const list = listCommand({
  usage: 'webhook list',
  summary: 'Webhooks of the organization',
  example: 'holdfast webhook list',
  ask: (context, query) => context.call(webhookRoutes.list, { query }),
  head: ['id', 'url', 'events', 'state', 'because'],
  row: rowOf,
  none: 'The organization has no webhooks.',
})

/** The delivery once an attempt was made, or as it is after ten seconds. */
async function awaitAttempt(context: Context, webhookId: WebhookId, delivery: DeliveryView): Promise<DeliveryView> {
  let newest = delivery
  const giveUpAt = Date.now() + 15_000
  // While the first attempt is under way there is nothing to say of it yet.
  while (newest.state === 'pending' && newest.because === '' && Date.now() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    const { items } = await context.call(webhookRoutes.deliveries, { params: { webhookId }, query: { limit: 20 } })
    newest = items.find(({ id }) => id === delivery.id) ?? newest
  }
  return newest
}

const test: Command = {
  usage: 'webhook test ID',
  summary: 'Send a test event and say how it went',
  example: 'holdfast webhook test wh_01jz8k3m9q0000000000',
  offers: { ID: webhookIds },
  async run(context, args) {
    const webhookId = webhookIdOf(args.at(0))
    const sent = await context.call(webhookRoutes.test, { params: { webhookId } })
    const delivery = await awaitAttempt(context, webhookId, sent)
    const isDelivered = delivery.state === 'delivered'
    const because = delivery.because || 'no attempt was made yet'
    context.output.result(delivery, `${isDelivered ? 'delivered' : 'not delivered'}: ${because}`)
    return isDelivered ? 0 : 1
  },
}

const remove: Command = {
  usage: 'webhook delete ID --yes',
  summary: 'Remove a webhook with its secret and deliveries',
  example: 'holdfast webhook delete wh_01jz8k3m9q0000000000 --yes',
  offers: { ID: webhookIds },
  options: { yes: { type: 'boolean' } },
  async run(context, args) {
    const webhookId = webhookIdOf(args.at(0))
    if (!args.flag('yes')) throw new UsageError('what waits for it is lost; confirm with --yes')
    await context.call(webhookRoutes.remove, { params: { webhookId } })
    context.output.result({ deleted: webhookId }, `${webhookId} is gone`)
    return 0
  },
}

const enable: Command = {
  usage: 'webhook enable ID',
  summary: 'Go on with a disabled webhook from the event where it stopped',
  example: 'holdfast webhook enable wh_01jz8k3m9q0000000000',
  offers: { ID: webhookIds },
  async run(context, args) {
    const webhook = await context.call(webhookRoutes.enable, { params: { webhookId: webhookIdOf(args.at(0)) } })
    context.output.result(webhook, `${webhook.id} is ${webhook.state}`)
    return 0
  },
}

export const webhookCommands: readonly Command[] = [create, list, test, enable, remove, ...deliveryCommands]
