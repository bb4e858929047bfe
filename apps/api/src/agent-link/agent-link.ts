import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'
import { newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { linkMessageLimit } from '@holdfast/shared/state/link'
import { WebSocketServer } from 'ws'
import { giveOldDatabasesPoolers } from '../databases/pooler-login.ts'
import { applyEndpointHosts } from '../hosts/endpoint-hosts-store.ts'
import { toDocument } from '../http/problem-responses.ts'
import { openServerIdentity, type ServerIdentity } from '../keys/server-identity.ts'
import { openConversations } from './conversations.ts'
import { identifyAgent } from './identify-agent.ts'
import { openJoin } from './join-host.ts'
import type { DoorParts, LinkParts } from './link-parts.ts'
import { openRefusals } from './refusals.ts'
import { makeSeats } from './seats.ts'
import { openImageDoors } from './send-image.ts'
import { subjectOfRefusal } from './subject-of-refusal.ts'

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
 * The door of the agents: HTTPS with the platform's own certificate. `POST /agent/join` and `GET /agent/image` need a token and no
 * certificate; `GET /agent/images/…` and the WebSocket at `/agent/link` needs a certificate that the agents' intermediate signed and that its host's row names.
 */
export async function startAgentLink(options: AgentLinkOptions): Promise<AgentLink> {
  const { database, log, authority } = options
  await database.transaction((tx) => applyEndpointHosts(tx, options))
  await giveOldDatabasesPoolers(database, options.secrets)
  const parts: DoorParts = { ...options, refusals: openRefusals(options), seats: makeSeats() }
  const conversations = openConversations(parts)
  const identity = await openIdentity(options)
  const server = openServer(parts, identity.context())
  identity.serve(server)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: linkMessageLimit, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    admit(options, request).then(
      (identity) => sockets.handleUpgrade(request, socket, head, (opened) => conversations.begin(identity, opened)),
      (error) => turnAway(parts, request, { socket, error }),
    )
  })
  const stopListening = conversations.listen()
  const stopLooking = options.metrics.looks.onLook(({ hostId, databaseId }) => conversations.look(hostId, databaseId))
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  log.info({ port, pin: authority.pin }, 'the agent link is open')

  return {
    port,
    async close() {
      stopListening()
      stopLooking()
      identity.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      conversations.end()
      sockets.close()
      server.closeAllConnections()
      await closed
      await parts.refusals.close()
    },
  }
}

function openServer(options: DoorParts, tls: SecureContextOptions): Server {
  const join = openJoin(options)
  const images = openImageDoors(options)
  const asks = { requestCert: true, rejectUnauthorized: false, requestTimeout: 15_000, headersTimeout: 10_000 }
  const server = createServer({ ...tls, ...asks }, (request, response) => {
    if (request.method === 'POST' && request.url === '/agent/join') return void join(request, response)
    if (request.method === 'GET' && request.url === '/agent/image') return void images.first(request, response)
    if (request.method === 'GET' && /^\/agent\/images\/[0-9a-f]{64}$/.test(request.url ?? ''))
      return void images.later(request, response)
    response.writeHead(404, { connection: 'close' }).end()
  })
  server.maxConnections = mostConnections
  return server
}

async function admit(options: AgentLinkOptions, request: IncomingMessage) {
  if (request.url !== '/agent/link') throw new Problem('not-found', { subject: 'this path' })
  return identifyAgent(options, request)
}

/** The reason travels in the answer, so that the agent's log has it too. */
function turnAway({ log, refusals }: DoorParts, request: IncomingMessage, { socket, error }: TurnedAway): void {
  const address = request.socket.remoteAddress
  const isRefusal = error instanceof Problem
  if (!isRefusal) log.error({ err: error }, 'a connection to the agent link could not be judged')
  else if (error.code !== 'not-found') refusals.tell({ subject: subjectOfRefusal(error), address, problem: error })
  const problem = toDocument(isRefusal ? error : new Problem('unexpected', { incidentId: newId('ic') }))
  const status = isRefusal ? problem.status : 503
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

interface TurnedAway {
  readonly socket: Duplex
  readonly error: unknown
}

const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '')

function openIdentity(options: AgentLinkOptions): Promise<ServerIdentity> {
  const { authority, doorKey: key, endpointHosts, links, clock, log } = options
  const names = [...new Set(['holdfast-api', 'localhost', '127.0.0.1', '::1', ...endpointHosts, ...links.map(hostOf)])]
  return openServerIdentity({
    authority,
    names,
    key,
    clock,
    log,
    context: { ca: authority.root, minVersion: 'TLSv1.3' },
  })
}

const listen = (server: Server, { bind, port }: AgentLinkOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, bind, () => {
      server.off('error', reject)
      resolve()
    })
  })
