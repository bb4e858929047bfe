import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { HostId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { linkMessageLimit } from '@holdfast/shared/state/link'
import { type WebSocket, WebSocketServer } from 'ws'
import { applyEndpointHosts } from '../hosts/endpoint-hosts-store.ts'
import { type AgentConversation, converse } from './agent-conversation.ts'
import { identifyAgent } from './identify-agent.ts'
import { openJoin } from './join-host.ts'
import type { LinkParts } from './link-parts.ts'

export interface AgentLinkOptions extends LinkParts {
  readonly bind: string
  readonly port: number
}

export interface AgentLink {
  readonly port: number
  close(): Promise<void>
}

/** The link's certificate is made anew this often; it lives 90 days. */
const renewEveryMs = 20 * 24 * 3600 * 1000

/**
 * The door of the agents: HTTPS with the platform's own certificate. `POST /agent/join` needs a token and no certificate;
 * the WebSocket at `/agent/link` needs a certificate that the agents' intermediate signed and that its host's row names.
 */
export async function startAgentLink(options: AgentLinkOptions): Promise<AgentLink> {
  const { authority, database, endpointHosts } = options
  await database.transaction((tx) => applyEndpointHosts(tx, endpointHosts))
  const join = openJoin(options)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: linkMessageLimit, perMessageDeflate: false })
  const conversations = new Map<HostId, { socket: WebSocket; conversation: AgentConversation }>()

  const server = createServer(
    {
      ...(await linkTls(options)),
      requestCert: true,
      rejectUnauthorized: false,
      requestTimeout: 15_000,
      headersTimeout: 10_000,
    },
    (request, response) => {
      if (request.method === 'POST' && request.url === '/agent/join') return void join(request, response)
      response.writeHead(404, { connection: 'close' }).end()
    },
  )
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    admit(options, request).then(
      (identity) => sockets.handleUpgrade(request, socket, head, (opened) => begin(identity, opened)),
      (error) => turnAway(options, socket, error),
    )
  })

  const begin = (identity: Awaited<ReturnType<typeof identifyAgent>>, socket: WebSocket): void => {
    const { hostId } = identity
    // One host, one conversation: after a broken network the older socket may still look alive.
    conversations.get(hostId)?.socket.terminate()
    const entry = { socket, conversation: converse(options, identity, socket) }
    conversations.set(hostId, entry)
    socket.on('error', (error) => options.log.debug({ err: error, hostId }, 'the link of a host failed'))
    socket.on('close', () => conversations.get(hostId) === entry && conversations.delete(hostId))
  }

  const stopListening = database.listen('host', (notice) => {
    if (notice.kind === 'notified') conversations.get(notice.payload as HostId)?.conversation.push()
    else for (const { conversation } of conversations.values()) conversation.push()
  })
  const renewal = setInterval(() => void linkTls(options).then((tls) => server.setSecureContext(tls)), renewEveryMs)
  renewal.unref()
  await listen(server, options)
  options.log.info({ port: (server.address() as AddressInfo).port, pin: authority.pin }, 'the agent link is open')

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      stopListening()
      clearInterval(renewal)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const { socket } of conversations.values()) socket.terminate()
      sockets.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function admit(options: AgentLinkOptions, request: IncomingMessage) {
  if (request.url !== '/agent/link') throw new Problem('not-found', { subject: 'this path' })
  return identifyAgent(options, request)
}

function turnAway({ log }: AgentLinkOptions, socket: Duplex, error: unknown): void {
  const isRefusal = error instanceof Problem
  if (isRefusal) log.warn({ because: error.message }, 'a connection to the agent link was refused')
  else log.error({ err: error }, 'a connection to the agent link could not be judged')
  const status = isRefusal
    ? error.code === 'not-found'
      ? '404 Not Found'
      : '403 Forbidden'
    : '503 Service Unavailable'
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

async function linkTls({ authority, endpointHosts }: AgentLinkOptions) {
  const names = [...new Set(['holdfast-api', 'localhost', '127.0.0.1', '::1', ...endpointHosts])]
  const { key, chain } = await authority.linkIdentity(names)
  return { key, cert: chain, ca: authority.root, minVersion: 'TLSv1.3' as const }
}

const listen = (server: Server, { bind, port }: AgentLinkOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, bind, () => {
      server.off('error', reject)
      resolve()
    })
  })
