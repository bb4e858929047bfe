import { TLSSocket } from 'node:tls'
import type { HostId } from '@holdfast/shared/ids'
import {
  CalledMessage,
  type CallerMessage,
  type DesiredPeer,
  peerMessageLimit,
  peerProtocol,
} from '@holdfast/shared/state/peers'
import { WebSocket } from 'ws'
import { reconnectDelayMs } from '../link/back-off.ts'
import type { Identity } from '../link/identity.ts'
import { judgePeer, revoked } from './judge-peer.ts'
import { judgeEvidence } from './peer-evidence.ts'
import type { PeerMind } from './peer-mind.ts'

export interface CallWishes {
  readonly hostId: HostId
  readonly identity: () => Identity
  readonly mind: PeerMind
}

/** Keeps calling one peer, at each of its addresses in turn, until it is closed: pings it and exchanges tickets with it. */
export interface PeerCall {
  close(): void
}

const pingMs = 500
const ticketsMs = 2_000
const handshakeMs = 3_000
/** Pings that may be without an answer: what is older proves nothing. */
const mostOpen = 16

export function callPeer({ hostId, identity, mind }: CallWishes): PeerCall {
  let attempt = 0
  let isClosed = false
  let retry: NodeJS.Timeout | undefined
  let socket: WebSocket | undefined

  const dial = (): void => {
    const peer = mind.find(hostId)
    const address = peer?.addresses[attempt % Math.max(1, peer.addresses.length)]
    if (!peer || address === undefined) {
      again()
      return
    }
    const opened = open(urlOf(address, peer.port), identity())
    let serial = ''
    socket = opened
    opened.on('upgrade', ({ socket: below }) => {
      const from = below instanceof TLSSocket ? below : undefined
      const called = judgeCalled(from, { identity: identity(), mind, hostId })
      if ('serial' in called) serial = called.serial
      else {
        mind.refused(hostId, `at ${address}: ${called.refused}`)
        opened.terminate()
      }
    })
    opened.on('unexpected-response', (_, response) => {
      response.setEncoding('utf8').once('data', (text: string) => mind.refused(hostId, text.slice(0, 300)))
      response.once('close', () => opened.terminate())
    })
    opened.on('open', () => {
      attempt = 0
      converse(opened, { hostId, identity, mind, serial })
    })
    // Every error is followed by the close.
    opened.on('error', () => undefined)
    opened.on('close', again)
  }
  const again = (): void => {
    if (!isClosed) retry = setTimeout(dial, reconnectDelayMs(attempt++)).unref()
  }
  dial()

  return {
    close() {
      isClosed = true
      clearTimeout(retry)
      socket?.terminate()
    },
  }
}

const urlOf = (address: string, port: number): string =>
  `wss://${address.includes(':') ? `[${address}]` : address}:${port}/peer`

function open(url: string, { privateKey, certificate }: Identity): WebSocket {
  return new WebSocket(url, {
    key: privateKey,
    cert: certificate,
    // Whom this reached, `judgeCalled` says, before a word is said.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    maxPayload: peerMessageLimit,
    handshakeTimeout: handshakeMs,
    perMessageDeflate: false,
    followRedirects: false,
  })
}

function judgeCalled(
  socket: TLSSocket | undefined,
  { identity, mind, hostId }: Judging,
): { serial: string } | { refused: string } {
  const { ca, certificate: chain } = identity
  const judged = judgePeer(socket?.getPeerX509Certificate(), { ca, chain, peers: mind.peers() })
  if ('refused' in judged || judged.peer.hostId === hostId) return judged
  return { refused: `${judged.peer.hostId} answered instead` }
}

interface Judging extends Pick<CallWishes, 'mind' | 'hostId'> {
  readonly identity: Identity
}

/** The caller's side, once the called one was judged. */
function converse(socket: WebSocket, { hostId, identity, mind, serial }: CallWishes & { serial: string }): void {
  const sentAt = new Map<number, number>()
  let n = 0
  const say = (message: CallerMessage): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  const withPeer = (act: (peer: DesiredPeer) => void) => (): void => {
    const peer = mind.find(hostId)
    if (peer) act(peer)
  }
  const ping = withPeer((peer) => {
    if (sentAt.size >= mostOpen) {
      socket.terminate()
      return
    }
    sentAt.set(++n, performance.now())
    say({ say: 'ping', n, evidence: mind.evidenceFor(peer) })
  })
  const exchange = withPeer(({ databases }) => {
    const tickets = mind.book.of(databases)
    if (tickets.length > 0) say({ say: 'tickets', tickets })
    if (databases.length > 0) say({ say: 'ask-tickets', databases })
  })
  socket.on('message', (bytes) => {
    const because = hear(readMessage(String(bytes)), { hostId, mind, serial, sentAt })
    if (because === undefined) return
    mind.refused(hostId, because)
    socket.terminate()
  })
  say({ say: 'hello', protocol: peerProtocol, hostId: identity().hostId })
  exchange()
  ping()
  const timers = [setInterval(ping, pingMs), setInterval(exchange, ticketsMs)]
  socket.on('close', () => timers.forEach(clearInterval))
}

interface Hearing extends Pick<CallWishes, 'hostId' | 'mind'> {
  /** Of the certificate that the called one showed. */
  readonly serial: string
  /** When each ping without an answer was sent. */
  readonly sentAt: Map<number, number>
}

/** Undefined, or why the called agent is not listened to any more. */
function hear(message: CalledMessage | undefined, { hostId, mind, serial, sentAt }: Hearing): string | undefined {
  const peer = mind.findBy({ hostId, serial })
  if (!peer) return revoked(hostId)
  if (!message) return 'its message is not one of the list'
  if (message.say === 'refused') return message.because
  if (message.say === 'tickets') return message.tickets.map(mind.book.take).find((it) => it !== undefined)
  const sent = sentAt.get(message.n)
  if (sent === undefined) return `it answered ping ${message.n}, which was not asked or answered before`
  sentAt.delete(message.n)
  const because = judgeEvidence(message.evidence, peer)
  if (because === undefined) mind.answered(hostId, sent, message.evidence)
  return because
}

function readMessage(text: string): CalledMessage | undefined {
  try {
    return CalledMessage.safeParse(JSON.parse(text)).data
  } catch {
    // Whatever cannot be parsed is not a message.
    return undefined
  }
}
