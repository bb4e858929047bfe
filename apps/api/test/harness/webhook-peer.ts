import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TakenMessage {
  readonly id: string
  readonly signature: string
  readonly timestamp: string
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a stranger's program knows no types of ours
  readonly body: any
}

export interface WebhookPeer {
  readonly url: string
  readonly taken: TakenMessage[]
  /** Status of the next answers; 204 at first. `silence` answers nothing. */
  answer: number | 'silence'
  close(): void
}

/** A stranger's receiver on loopback. */
export async function startWebhookPeer(): Promise<WebhookPeer> {
  const taken: TakenMessage[] = []
  const peer = { taken, answer: 204 as number | 'silence', url: '' }
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const header = (name: string) => String(request.headers[`webhook-${name}`])
    const message = { id: header('id'), signature: header('signature'), timestamp: header('timestamp') }
    taken.push({ ...message, text, body: JSON.parse(text) })
    if (peer.answer === 'silence') return
    response.writeHead(peer.answer, peer.answer === 307 ? { location: `${peer.url}elsewhere` } : {}).end()
  }
  const server = createServer((request, response) => void receive(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  peer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return Object.assign(peer, {
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
}

/** As the receiver of Standard Webhooks checks it. */
export function isSignedWith(secret: string, { id, timestamp, text, signature }: TakenMessage): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  return signature === `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')}`
}
