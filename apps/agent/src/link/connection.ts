import type { AgentMessage, ApiMessage } from '@holdfast/shared/state/link'
import {
  AgentMessage as AgentMessageSchema,
  ApiMessage as ApiMessageSchema,
  linkMessageLimit,
  linkProtocol,
} from '@holdfast/shared/state/link'
import { WebSocket } from 'ws'
import { type Log, sentence } from '../log.ts'
import { reconnectDelayMs } from './back-off.ts'
import type { Identity } from './identity.ts'
import { readRefusal } from './read-refusal.ts'

/** One replica of the api, connected to for as long as the connection is open. */
export interface Connection {
  readonly address: string
  /** Whether the message went out; messages are whole pages, so nothing is kept for later. */
  say(message: AgentMessage): boolean
  isOpen(): boolean
  /** Connects anew, for instance with a renewed certificate. */
  reconnect(): void
  close(): void
}

export interface ConnectionWishes {
  readonly address: string
  readonly identity: () => Identity
  readonly agentVersion: string
  /** Tells this agent from any other with the same identity: made anew when it starts. */
  readonly run: string
  /** The generation to name in `hello`. */
  readonly generation: () => number
  readonly onOpen: (connection: Connection) => void
  readonly onMessage: (message: ApiMessage) => void
  readonly onClose: () => void
  readonly log: Log
}

const heartbeatMs = 250
const handshakeMs = 10_000
/** Longer than any quiet of a live peer: TCP alone would take a quarter of an hour to notice a dead one. */
const silenceMs = 15_000

export function connectTo(wishes: ConnectionWishes): Connection {
  const { address, log } = wishes
  let socket: WebSocket | undefined
  let attempt = 0
  let closed = false
  let retry: NodeJS.Timeout | undefined
  let spoken = 0

  const connection: Connection = {
    address,
    isOpen: () => socket?.readyState === WebSocket.OPEN,
    say(message) {
      if (socket?.readyState !== WebSocket.OPEN) return false
      const text = written({ n: spoken + 1, ...message }, log)
      if (text === undefined) return false
      spoken++
      socket.send(text)
      return true
    },
    reconnect: () => socket?.close(1000),
    close() {
      closed = true
      clearTimeout(retry)
      socket?.terminate()
    },
  }

  const dial = (): void => {
    const opened = open(wishes)
    socket = opened
    spoken = 0
    const stopBeating = keepAlive(opened, connection)
    opened.on('open', () => {
      attempt = 0
      greet(wishes, connection)
    })
    opened.on('message', (bytes, isBinary) => {
      const message = isBinary ? undefined : readMessage(String(bytes))
      if (message) wishes.onMessage(message)
      else log.warn('a message of the api could not be read', { address })
    })
    opened.on('error', (error) => log.debug('the link failed', { address, because: sentence(error) }))
    opened.on('unexpected-response', async (_, response) => {
      log.warn('the api refused this agent', { address, ...(await readRefusal(response)) })
      opened.terminate()
    })
    opened.on('close', (code, reason) => {
      stopBeating()
      wishes.onClose()
      if (closed) return
      const delay = reconnectDelayMs(attempt++)
      log.info('the link is down', { address, code, because: inWords(code, String(reason)), againInMs: delay })
      retry = setTimeout(dial, delay)
    })
  }

  dial()
  return connection
}

function open({ address, identity }: ConnectionWishes): WebSocket {
  const { privateKey, certificate, ca } = identity()
  return new WebSocket(address, {
    key: privateKey,
    cert: certificate,
    ca,
    maxPayload: linkMessageLimit,
    handshakeTimeout: handshakeMs,
    perMessageDeflate: false,
    followRedirects: false,
  })
}

function greet(wishes: ConnectionWishes, connection: Connection): void {
  wishes.log.info('the link is up', { address: wishes.address })
  connection.say({
    say: 'hello',
    protocol: linkProtocol,
    hostId: wishes.identity().hostId,
    agentVersion: wishes.agentVersion,
    run: wishes.run,
    generation: wishes.generation(),
  })
  wishes.onOpen(connection)
}

/** Beats every 250 ms; pings, and ends a socket whose peer has been silent for too long. */
function keepAlive(socket: WebSocket, connection: Connection): () => void {
  let heardAt = Date.now()
  const hear = (): void => {
    heardAt = Date.now()
  }
  socket.on('message', hear)
  socket.on('pong', hear)
  socket.on('ping', hear)
  socket.on('open', hear)
  const beat = setInterval(() => connection.say({ say: 'heartbeat', sentAt: new Date().toISOString() }), heartbeatMs)
  const watch = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (Date.now() - heardAt > silenceMs) socket.terminate()
    else socket.ping()
  }, silenceMs / 3)
  return () => {
    clearInterval(beat)
    clearInterval(watch)
  }
}

/** What the other side would refuse is not sent: it would be refused again each time. */
function written(message: AgentMessage & { n: number }, log: Log): string | undefined {
  const { say } = message
  const parsed = say === 'heartbeat' ? undefined : AgentMessageSchema.safeParse(message)
  if (parsed?.error) {
    log.error('a message is not of this protocol', { say, because: parsed.error.message })
    return undefined
  }
  const text = JSON.stringify(message)
  if (Buffer.byteLength(text) <= linkMessageLimit) return text
  log.error('a message is too large for the link', { say, limitBytes: linkMessageLimit })
  return undefined
}

function readMessage(text: string): ApiMessage | undefined {
  try {
    const parsed = ApiMessageSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** What a peer meant by closing (RFC 6455 §7.4.1). */
function inWords(code: number, reason: string): string {
  if (reason !== '') return reason
  if (code === 1009) return `a message was larger than ${linkMessageLimit} bytes`
  return code === 1006 ? 'the connection broke' : 'it was closed without a reason'
}
