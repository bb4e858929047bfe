import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'
import { Problem } from '@holdfast/shared/problems/problem'
import { linkMessageLimit } from '@holdfast/shared/state/link'
import { type WebSocket, WebSocketServer } from 'ws'
import { giveOldDatabasesPoolers } from '../databases/pooler-login.ts'
import { applyEndpointHosts } from '../hosts/endpoint-hosts-store.ts'
import { openServerIdentity, type ServerIdentity } from '../keys/server-identity.ts'
import { type AgentConversation, converse } from './agent-conversation.ts'
import { identifyAgent } from './identify-agent.ts'
import { openJoin } from './join-host.ts'
import type { AgentIdentity, LinkParts } from './link-parts.ts'

export interface AgentLinkOptions extends LinkParts {
  readonly bind: string
  readonly port: number
}

export interface AgentLink {
  readonly port: number
  close(): Promise<void>
}

/** Hosts, and a bound on what strangers can hold open. */
const mostConnections = 4_000

/**
 * The door of the agents: HTTPS with the platform's own certificate. `POST /agent/join` needs a token and no certificate;
 * the WebSocket at `/agent/link` needs a certificate that the agents' intermediate signed and that its host's row names.
 */
export async function startAgentLink(options: AgentLinkOptions): Promise<AgentLink> {
  const { database, log, authority } = options
  await database.transaction((tx) => applyEndpointHosts(tx, options))
  await giveOldDatabasesPoolers(database, options.secrets)
  const conversations = openConversations(options)
  const identity = await openIdentity(options)
  const server = openServer(options, identity.context())
  identity.serve(server)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: linkMessageLimit, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    admit(options, request).then(
      (identity) => sockets.handleUpgrade(request, socket, head, (opened) => conversations.begin(identity, opened)),
      (error) => turnAway(options, socket, error),
    )
  })
  const stopListening = database.listen('host', (notice) =>
    conversations.push(notice.kind === 'notified' ? notice.payload : undefined),
  )
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  log.info({ port, pin: authority.pin }, 'the agent link is open')

  return {
    port,
    async close() {
      stopListening()
      identity.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      conversations.end()
      sockets.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The conversations of this replica, one a host. */
function openConversations(options: AgentLinkOptions) {
  const open = new Map<string, { socket: WebSocket; conversation: AgentConversation }>()
  return {
    begin(identity: AgentIdentity, socket: WebSocket): void {
      const { hostId } = identity
      // After a broken network the older socket of a host may still look alive.
      open.get(hostId)?.socket.terminate()
      const entry = { socket, conversation: converse(options, identity, socket) }
      open.set(hostId, entry)
      socket.on('error', (error) => options.log.debug({ err: error, hostId }, 'the link of a host failed'))
      socket.on('close', () => open.get(hostId) === entry && open.delete(hostId))
    },
    /** Sends this host its newest page; every host when none is named. */
    push(hostId: string | undefined): void {
      for (const [id, { conversation }] of open) if (hostId === undefined || id === hostId) conversation.push()
    },
    end(): void {
      for (const { socket } of open.values()) socket.terminate()
    },
  }
}

function openServer(options: AgentLinkOptions, tls: SecureContextOptions): Server {
  const join = openJoin(options)
  const asks = { requestCert: true, rejectUnauthorized: false, requestTimeout: 15_000, headersTimeout: 10_000 }
  const server = createServer({ ...tls, ...asks }, (request, response) => {
    if (request.method === 'POST' && request.url === '/agent/join') return void join(request, response)
    response.writeHead(404, { connection: 'close' }).end()
  })
  server.maxConnections = mostConnections
  return server
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

function openIdentity({ authority, endpointHosts, clock, log }: AgentLinkOptions): Promise<ServerIdentity> {
  const names = [...new Set(['holdfast-api', 'localhost', '127.0.0.1', '::1', ...endpointHosts])]
  return openServerIdentity({ authority, names, clock, log, context: { ca: authority.root, minVersion: 'TLSv1.3' } })
}

const listen = (server: Server, { bind, port }: AgentLinkOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, bind, () => {
      server.off('error', reject)
      resolve()
    })
  })
