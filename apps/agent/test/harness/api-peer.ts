import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { HostId, newId, ReleaseId } from '@holdfast/shared/ids'
import type { DesiredHost, SecretRef, SignedRelease } from '@holdfast/shared/state/desired'
import { AgentMessage, type ApiMessage, JoinRequest, linkMessageLimit } from '@holdfast/shared/state/link'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { type WebSocket, WebSocketServer } from 'ws'
import { makePlatformCa, type PlatformCa } from './platform-ca.ts'

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
  signRelease(wishes: { engine: string; version: string; imageId: string; forged?: boolean }): SignedRelease
  /** How long certificates live from now on. */
  certificateDays: number
  connections(): number
  /** Calls back at each observed page. */
  onObserved(listener: (page: ObservedHost) => void): void
  close(): Promise<void>
  /** The same address again after `close`. */
  listen(): Promise<void>
}

export async function startApiPeer(): Promise<ApiPeer> {
  const ca = await makePlatformCa()
  const hostId = HostId.parse(newId('ho'))
  const token = randomBytes(16).toString('hex')
  const release = generateKeyPairSync('ed25519')
  const { key, cert } = await ca.serverCertificate()
  const secrets = new Map<string, string>()
  const heard: AgentMessage[] = []
  const sockets = new Set<WebSocket>()
  const listeners = new Set<(page: ObservedHost) => void>()
  let wanted: DesiredHost | undefined
  let newest: ObservedHost | undefined
  let tokenUsed = false
  let port = 0
  const nameOf = (secret: SecretRef) => `${secret.secretId}@${secret.version}`

  const answer = async (message: AgentMessage): Promise<ApiMessage | undefined> => {
    if (message.say === 'get-secret') {
      const value = secrets.get(nameOf(message.secret))
      return value === undefined
        ? { say: 'refused', requestId: message.requestId, problem: refusal(`no secret ${message.secret.secretId}`) }
        : { say: 'answer', requestId: message.requestId, value }
    }
    if (message.say === 'sign-instance' || message.say === 'sign-host') {
      const commonName = message.say === 'sign-host' ? hostId : message.instanceId
      const value = await ca.sign(message.csr, { commonName, days: peer.certificateDays })
      return { say: 'answer', requestId: message.requestId, value }
    }
    return undefined
  }

  const serve = (socket: WebSocket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', async (bytes) => {
      const message = AgentMessage.parse(JSON.parse(String(bytes)))
      heard.push(message)
      if (message.say === 'hello' && wanted) socket.send(JSON.stringify({ say: 'desired', page: wanted }))
      if (message.say === 'observed') {
        newest = message.page
        for (const listener of listeners) listener(message.page)
      }
      const reply = await answer(message)
      if (reply) socket.send(JSON.stringify(reply))
    })
  }

  const join = async (text: string): Promise<{ status: number; body: unknown }> => {
    const request = JoinRequest.parse(JSON.parse(text))
    if (request.token !== token || tokenUsed) return { status: 403, body: refusal('The token was used.') }
    tokenUsed = true
    const certificate = await ca.sign(request.csr, { commonName: hostId, days: peer.certificateDays })
    const releaseKey = release.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const links = [`wss://127.0.0.1:${port}/agent/link`]
    return { status: 200, body: { hostId, certificate, ca: ca.pem, releaseKey, links } }
  }

  const makeServer = () => {
    const server = createServer({ key, cert, ca: ca.pem, requestCert: true, rejectUnauthorized: false })
    const upgrades = new WebSocketServer({ noServer: true, maxPayload: linkMessageLimit })
    server.on('upgrade', (request, socket, head) => {
      if (!(socket as TLSSocket).authorized) return socket.destroy()
      upgrades.handleUpgrade(request, socket, head, serve)
    })
    server.on('request', (request, response) => {
      let text = ''
      request.on('data', (part) => {
        text += part
      })
      request.on('end', async () => {
        const { status, body } = await join(text)
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      })
    })
    return server
  }

  let server = makeServer()
  const peer: ApiPeer = {
    get url() {
      return `https://127.0.0.1:${port}`
    },
    ca,
    hostId,
    token,
    heard,
    certificateDays: 90,
    observed: () => newest,
    want(page) {
      wanted = page
      for (const socket of sockets) socket.send(JSON.stringify({ say: 'desired', page }))
    },
    keepSecret: (secret, value) => void secrets.set(nameOf(secret), value),
    signRelease({ forged, ...wishes }) {
      const releaseId = ReleaseId.parse(newId('re'))
      const manifest = JSON.stringify({ releaseId, packages: {}, ...wishes })
      const signer = forged
        ? generateKeyPairSync('ed25519').privateKey
        : createPrivateKey(release.privateKey.export({ type: 'pkcs8', format: 'pem' }))
      return { releaseId, manifest, signature: sign(null, Buffer.from(manifest), signer).toString('base64') }
    },
    connections: () => sockets.size,
    onObserved: (listener) => void listeners.add(listener),
    async listen() {
      server = makeServer()
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
      port = (server.address() as AddressInfo).port
    },
    async close() {
      for (const socket of sockets) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  await peer.listen()
  return peer
}

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
