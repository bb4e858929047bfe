import type { DeliveryView, WebhookTopic, WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { formatPlural } from '../ui/numbers.ts'

const topics: Readonly<Record<WebhookTopic, string>> = {
  database: 'Databases',
  operation: 'Operations',
  token: 'API tokens',
  organization: 'The organization',
  alert: 'Alerts',
}
const states: Readonly<Record<WebhookView['state'], string>> = {
  active: 'Works',
  failing: 'Fails',
  disabled: 'Stopped',
}
const deliveryStates: Readonly<Record<DeliveryView['state'], string>> = {
  pending: 'On its way',
  delivered: 'Delivered',
  failed: 'Given up',
}

/** What a receiver checks; Standard Webhooks. */
const verifying = `import { createHmac, timingSafeEqual } from 'node:crypto'

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace('whsec_', ''), 'base64')
const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers
const wanted = 'v1,' + createHmac('sha256', key).update(\`\${id}.\${timestamp}.\${body}\`).digest('base64')
const isOurs = signature.length === wanted.length && timingSafeEqual(Buffer.from(signature), Buffer.from(wanted))`

export const text = {
  title: 'Webhooks',
  topics,
  states,
  deliveryStates,
  verifying,
  lead: (all: number, troubled: number) =>
    all === 0
      ? 'Nothing is told to anybody by webhook yet.'
      : troubled === 0
        ? `${formatPlural(all, 'webhook', 'webhooks')}, ${all === 1 ? 'and it works' : 'all of them work'}.`
        : `${troubled} of ${formatPlural(all, 'webhook', 'webhooks')} ${troubled === 1 ? 'needs' : 'need'} you.`,
  list: {
    title: 'Where events go',
    empty:
      'A webhook is an address of yours that is told at once what changes here: each message is signed, and sent again until it is taken.',
    url: 'Address',
    hears: 'Hears of',
    state: 'State',
    made: 'Made',
  },
  create: {
    title: 'Add a webhook',
    url: 'Address',
    urlHint: 'A public https address. Addresses of this installation and of private networks are refused.',
    urlRequired: 'Enter the address that is to be told.',
    events: 'What it hears of',
    eventsRequired: 'Choose at least one.',
    submit: 'Add webhook',
    busy: 'Checking the address…',
  },
  made: {
    title: 'The secret, shown only now',
    lead: (url: string) =>
      `Every message to ${url} is signed with this secret. Keep it where the receiver can read it: it cannot be shown again.`,
    label: 'Secret of the webhook',
    copy: 'Copy secret',
    how: 'How a receiver checks a message',
    howLabel: 'Checking a message in Node',
    copyHow: 'Copy the check',
    done: 'I have kept it',
  },
  one: {
    actions: 'What you can do',
    test: 'Send a test',
    testing: 'Sending…',
    testSent: 'A test is on its way. The deliveries below say how it went.',
    enable: 'Turn it on again',
    enabling: 'Turning on…',
    enabled: 'It goes on with the event where it stopped.',
    stopped: 'Nothing is sent while it is stopped; events of the last days wait for it.',
    missing: 'There is no such webhook; it may have been removed.',
    back: 'All webhooks',
  },
  remove: {
    open: 'Delete this webhook',
    lead: 'Its secret and its deliveries go with it, and what still waits is lost. There is no way back.',
    submit: 'Delete webhook',
    busy: 'Deleting…',
    done: (url: string) => `The webhook to ${url} is gone.`,
  },
  deliveries: {
    title: 'Deliveries',
    none: 'Nothing has been sent yet. A test shows whether the receiver works.',
    lead: 'Kept for 30 days, newest first.',
    what: 'What',
    state: 'State',
    tries: 'Tries',
    answer: 'Answer',
    because: 'Because',
    at: 'Made',
    next: 'next try',
    again: 'Send again',
    againOf: (type: string, at: string) => `Send again: ${type} of ${at}`,
    sending: 'Sending…',
    sentAgain: 'It is on its way once more, with the same webhook-id.',
    more: 'Show older ones',
    loading: 'Loading…',
    noAnswer: '–',
  },
}
