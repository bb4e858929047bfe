import { generateKeyPairSync, type KeyPairKeyObjectResult, randomBytes, sign, X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { HostId, newId, ReleaseId } from '@holdfast/shared/ids'
import type { DesiredHost, SecretRef, SignedRelease } from '@holdfast/shared/state/desired'
import { AgentMessage, type ApiMessage, JoinRequest, linkMessageLimit } from '@holdfast/shared/state/link'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { type RouteTicket, type SignedTicket, ticketContext } from '@holdfast/shared/state/peers'
import { type WebSocket, WebSocketServer } from 'ws'
import { makePlatformCa, type PlatformCa } from './platform-ca.ts'

interface ReleaseWishes {
  readonly engine: string
  readonly version: string
  readonly imageId: string
  /** Signed with another key than the pinned one. */
  readonly forged?: boolean
}

/** The other end of the link: speaks the protocol over real mTLS, decides nothing. */
export interface ApiPeer {
  readonly url: string
  readonly ca: PlatformCa
  readonly hostId: HostId
  readonly token: string
  /** Every message heard, oldest first. */
  readonly heard: AgentMessage[]
  /** The newest observed page. */
  observed(): ObservedHost | undefined
  /** Sends a page to every connected agent, and to those that connect later. */
  want(page: DesiredHost): void
  keepSecret(secret: SecretRef, value: string): void
  signRelease(wishes: ReleaseWishes): SignedRelease
  signTicket(route: RouteTicket): SignedTicket
  /** Of the agent's certificates, oldest first. */
  readonly serials: readonly string[]
  /** How long certificates live from now on. */
  signFor(days: number): void
  connections(): number
  /** Calls back at each observed page. */
  onObserved(listener: (page: ObservedHost) => void): void
  close(): Promise<void>
  /** The same address again after `close`. */
  listen(): Promise<void>
}

/** What the peer keeps while it listens. */
interface Memory {
  readonly ca: PlatformCa
  readonly hostId: HostId
  readonly token: string
  readonly releaseKeys: KeyPairKeyObjectResult
  readonly secrets: Map<string, string>
  readonly heard: AgentMessage[]
  readonly sockets: Set<WebSocket>
  readonly listeners: Set<(page: ObservedHost) => void>
  wanted: DesiredHost | undefined
  newest: ObservedHost | undefined
  tokenUsed: boolean
  certificateDays: number
  readonly serials: string[]
  port: number
}

const nameOf = (secret: SecretRef): string => `${secret.secretId}@${secret.version}`

async function answer(message: AgentMessage, memory: Memory): Promise<ApiMessage | undefined> {
  if (message.say === 'get-secret') {
    const { requestId, secret } = message
    const value = memory.secrets.get(nameOf(secret))
    return value === undefined
      ? { say: 'refused', requestId, problem: refusal(`no secret ${secret.secretId}`) }
      : { say: 'answer', requestId, value }
  }
  if (message.say !== 'sign-instance' && message.say !== 'sign-host') return undefined
  const days = memory.certificateDays
  const value =
    message.say === 'sign-host'
      ? await memory.ca.signAgent(message.csr, { commonName: memory.hostId, days })
      : await memory.ca.sign(message.csr, { commonName: message.instanceId, days })
  if (message.say === 'sign-host') memory.serials.push(serialOf(value))
  return { say: 'answer', requestId: message.requestId, value }
}

function serve(socket: WebSocket, memory: Memory): void {
  memory.sockets.add(socket)
  socket.on('close', () => memory.sockets.delete(socket))
  socket.on('message', async (bytes) => {
    const message = AgentMessage.parse(JSON.parse(String(bytes)))
    memory.heard.push(message)
    if (message.say === 'hello' && memory.wanted) socket.send(JSON.stringify({ say: 'desired', page: memory.wanted }))
    if (message.say === 'observed') {
      memory.newest = message.page
      for (const listener of memory.listeners) listener(message.page)
    }
    const reply = await answer(message, memory)
    if (reply) socket.send(JSON.stringify(reply))
  })
}

async function join(text: string, memory: Memory): Promise<{ status: number; body: unknown }> {
  const request = JoinRequest.parse(JSON.parse(text))
  if (request.token !== memory.token || memory.tokenUsed) return { status: 403, body: refusal('The token was used.') }
  memory.tokenUsed = true
  const certificate = await memory.ca.signAgent(request.csr, {
    commonName: memory.hostId,
    days: memory.certificateDays,
  })
  memory.serials.push(serialOf(certificate))
  const releaseKey = memory.releaseKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const links = [`wss://127.0.0.1:${memory.port}/agent/link`]
  return { status: 200, body: { hostId: memory.hostId, certificate, ca: memory.ca.pem, releaseKey, links } }
}

function makeServer(memory: Memory, { key, cert }: { key: string; cert: string }): Server {
  const server = createServer({ key, cert, ca: memory.ca.pem, requestCert: true, rejectUnauthorized: false })
  const upgrades = new WebSocketServer({ noServer: true, maxPayload: linkMessageLimit })
  server.on('upgrade', (request, socket, head) => {
    if (!(socket as TLSSocket).authorized) return socket.destroy()
    upgrades.handleUpgrade(request, socket, head, (opened) => serve(opened, memory))
  })
  server.on('request', (request, response) => {
    // It keeps no images: an agent that lacks one asks for it here.
    if (request.method !== 'POST') return response.writeHead(404).end()
    let text = ''
    request.on('data', (part) => {
      text += part
    })
    request.on('end', async () => {
      const { status, body } = await join(text, memory)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  return server
}

function signRelease({ forged, ...wishes }: ReleaseWishes, memory: Memory): SignedRelease {
  const releaseId = ReleaseId.parse(newId('re'))
  const manifest = JSON.stringify({ releaseId, packages: {}, ...wishes })
  const { privateKey } = forged ? generateKeyPairSync('ed25519') : memory.releaseKeys
  return { releaseId, manifest, signature: sign(null, Buffer.from(manifest), privateKey).toString('base64') }
}

/** The installation's key: every peer of one test is one installation. */
const releaseKeys = generateKeyPairSync('ed25519')

async function newMemory(ca?: PlatformCa): Promise<Memory> {
  return {
    ca: ca ?? (await makePlatformCa()),
    serials: [],
    hostId: HostId.parse(newId('ho')),
    token: randomBytes(16).toString('hex'),
    releaseKeys,
    secrets: new Map(),
    heard: [],
    sockets: new Set(),
    listeners: new Set(),
    wanted: undefined,
    newest: undefined,
    tokenUsed: false,
    certificateDays: 90,
    port: 0,
  }
}

/** With a `ca` of another peer both are doors of one installation. */
export async function startApiPeer(from?: PlatformCa): Promise<ApiPeer> {
  const memory = await newMemory(from)
  const { ca, hostId, token, heard, sockets } = memory
  const certificate = await ca.serverCertificate()
  let server: Server

  const listen = async () => {
    server = makeServer(memory, certificate)
    await new Promise<void>((resolve) => server.listen(memory.port, '127.0.0.1', resolve))
    memory.port = (server.address() as AddressInfo).port
  }
  await listen()

  return {
    url: `https://127.0.0.1:${memory.port}`,
    ca,
    hostId,
    token,
    heard,
    observed: () => memory.newest,
    want(page) {
      memory.wanted = page
      for (const socket of sockets) socket.send(JSON.stringify({ say: 'desired', page }))
    },
    keepSecret: (secret, value) => void memory.secrets.set(nameOf(secret), value),
    signRelease: (wishes) => signRelease(wishes, memory),
    signTicket(route) {
      const ticket = JSON.stringify(route)
      const signature = sign(null, Buffer.from(ticketContext + ticket), releaseKeys.privateKey).toString('base64')
      return { ticket, signature }
    },
    serials: memory.serials,
    signFor(days) {
      memory.certificateDays = days
    },
    connections: () => sockets.size,
    onObserved: (listener) => void memory.listeners.add(listener),
    listen,
    async close() {
      for (const socket of sockets) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const serialOf = (chain: string): string => new X509Certificate(chain).serialNumber.toLowerCase()

const refusal = (detail: string) => ({
  type: '/problems/not-found',
  title: 'Refused',
  status: 403,
  code: 'not-found',
  detail,
  remedy: 'None.',
  retry: 'never' as const,
  facts: {},
})
