import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { HostId } from '@holdfast/shared/ids'
import { peerMessageLimit } from '@holdfast/shared/state/peers'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Identity } from '../link/identity.ts'
import { type Log, sentence } from '../log.ts'
import { answerPeer } from './answer-peer.ts'
import { judgePeer } from './judge-peer.ts'
import type { PeerMind } from './peer-mind.ts'
import type { PeerRefusals } from './peer-refusals.ts'

export interface PeerPortWishes {
  readonly addresses: readonly string[]
  /** 0: any free one. */
  readonly port: number
  readonly identity: () => Identity
  readonly mind: PeerMind
  readonly refusals: PeerRefusals
  readonly log: Log
}

/** The one port on which another host's agent may say something: evidence and tickets, from the peers that the page names. */
export interface PeerPort {
  /** Undefined while it could not be opened. */
  port(): number | undefined
  /** Shows a renewed certificate from now on. */
  renew(): void
  close(): Promise<void>
}

const retryMs = 5_000
const mostConnections = 128
const helloMs = 5_000

export function openPeerPort(wishes: PeerPortWishes): PeerPort {
  const { log } = wishes
  const sockets = new WebSocketServer({ noServer: true, maxPayload: peerMessageLimit, perMessageDeflate: false })
  const servers = wishes.addresses.map(() => makeServer(wishes, sockets))
  let port: number | undefined
  let retry: NodeJS.Timeout | undefined

  /** Every address has the same port: the first one chooses it when any will do. */
  const open = async (): Promise<void> => {
    let chosen = wishes.port
    for (const [at, server] of servers.entries()) {
      await listen(server, wishes.addresses[at] ?? '', chosen)
      chosen = (server.address() as AddressInfo).port
    }
    port = chosen
    log.info('the peer port is open', { addresses: wishes.addresses, port })
  }
  const keepOpening = (): void => {
    open().catch((error) => {
      log.warn('the peer port cannot be opened yet', { because: sentence(error) })
      for (const server of servers) if (server.listening) server.close()
      retry = setTimeout(keepOpening, retryMs)
    })
  }
  keepOpening()

  return {
    port: () => port,
    renew() {
      const { privateKey: key, certificate: cert } = wishes.identity()
      for (const server of servers) server.setSecureContext({ key, cert })
    },
    async close() {
      clearTimeout(retry)
      // A server waits for its upgraded connections for ever.
      for (const socket of sockets.clients) socket.terminate()
      await Promise.all(servers.map(closeServer))
    },
  }
}

function makeServer(wishes: PeerPortWishes, sockets: WebSocketServer): Server {
  const { privateKey: key, certificate: cert } = wishes.identity()
  // TLS asks for a certificate and proves that its holder has the key; whose it is, `judgePeer` says.
  const asks = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.3' as const }
  const limits = { headersTimeout: helloMs, requestTimeout: helloMs, handshakeTimeout: helloMs }
  const server = createServer({ key, cert, ...asks, ...limits }, (_, response) =>
    response.writeHead(404, { connection: 'close' }).end(),
  )
  server.maxConnections = mostConnections
  server.on('tlsClientError', (error) =>
    wishes.log.debug('a call to the peer port failed', { because: sentence(error) }),
  )
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const caller = admit(wishes, request, socket)
    if (caller) sockets.handleUpgrade(request, socket, head, (opened) => converse(wishes, caller, opened))
  })
  return server
}

function admit(
  { identity, mind, refusals }: PeerPortWishes,
  request: IncomingMessage,
  socket: Duplex,
): Caller | undefined {
  const { ca, certificate } = identity()
  const shown = request.socket instanceof TLSSocket ? request.socket.getPeerX509Certificate() : undefined
  const judged = judgePeer(shown, { ca, chain: certificate, peers: mind.peers() })
  const address = request.socket.remoteAddress
  if ('peer' in judged) return { hostId: judged.peer.hostId, serial: judged.serial, address }
  refusals.count(judged.refused, address)
  const length = Buffer.byteLength(judged.refused)
  socket.end(`HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n${judged.refused}`)
  return undefined
}

interface Caller {
  readonly hostId: HostId
  readonly serial: string
  readonly address: string | undefined
}

function converse({ mind, refusals }: PeerPortWishes, caller: Caller, socket: WebSocket): void {
  const { hostId, address } = caller
  const answer = answerPeer(() => mind.findBy(caller), mind)
  const refuse = (because: string): void => {
    refusals.count(because, address)
    if (socket.readyState !== socket.OPEN) return
    socket.send(JSON.stringify({ say: 'refused', because }))
    socket.close(1008)
    setTimeout(() => socket.terminate(), helloMs).unref()
  }
  socket.on('error', () =>
    refusals.count(`${hostId} sent a message larger than ${peerMessageLimit} bytes or no frame at all`, address),
  )
  socket.on('message', (bytes, isBinary) => {
    const answered = answer(String(bytes), isBinary)
    if ('refused' in answered) refuse(answered.refused)
    else if (answered.say) socket.send(JSON.stringify(answered.say))
  })
}

const listen = (server: Server, address: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      resolve()
    })
  })

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
