import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'

export interface HeardMessage {
  readonly type: string
  readonly subject: string
  readonly isSigned: boolean
}

export interface WebhookReceiver {
  readonly url: string
  /** Address of this machine that containers reach; an operator allows it with HOLDFAST_OUTBOUND_ALLOW. */
  readonly address: string
  readonly heard: readonly HeardMessage[]
  /** What messages must be signed with. */
  secret: string
  /** Status of the next answers. */
  answer: number
  close(): void
}

/** An address of this machine beside loopback. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((them) => them ?? [])
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal)
  if (!found) throw new Error('this machine has no address beside loopback')
  return found.address
}

/** A stranger's receiver, which checks signatures as Standard Webhooks says. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const heard: HeardMessage[] = []
  const address = ownAddress()
  const receiver = { url: '', address, heard, secret: '', answer: 204 }
  const isSigned = (headers: NodeJS.Dict<string | string[]>, text: string) => {
    const key = Buffer.from(receiver.secret.replace('whsec_', ''), 'base64')
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
    return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { type, data } = JSON.parse(text) as { type: string; data: { view?: { subjectName?: string } } }
    heard.push({ type, subject: data.view?.subjectName ?? '', isSigned: isSigned(request.headers, text) })
    response.writeHead(receiver.answer).end()
  })
  server.listen(0, address)
  await once(server, 'listening')
  receiver.url = `http://${address}:${(server.address() as AddressInfo).port}/hooks`
  return Object.assign(receiver, {
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
}
