import 'reflect-metadata'
import { randomUUID } from 'node:crypto'
import { request } from 'node:https'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { type AgentMessage, ApiMessage, JoinReply, linkProtocol } from '@holdfast/shared/state/link'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { WebSocket } from 'ws'
import { createJoinToken } from '../../src/hosts/join-tokens.ts'
import type { CertificateAuthority } from '../../src/keys/certificate-authority.ts'
import { exportKey, keyAsPem, newKeyPair } from '../../src/keys/certificates.ts'
import type { Clock } from '../../src/platform/clock.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { emptyPage } from './observed-pages.ts'

/** What a peer needs to know of the house whose door it knocks at. */
export interface Door {
  readonly link: { readonly port: number } | undefined
  readonly authority: Pick<CertificateAuthority, 'root'>
  readonly database: Database
  readonly parts: { readonly clock: Clock }
}

export interface Identity {
  /** Spoken instead of the present one. */
  readonly protocol?: number
  /** What an agent that is connected anew, or to a second replica, says of itself. */
  readonly run: string
  readonly hostId: ObservedHost['hostId']
  readonly key: string
  readonly certificate: string
}

export async function aRequest(): Promise<{ csr: string; key: string }> {
  const keys = await newKeyPair()
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=a-test',
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  return { csr: csr.toString('pem'), key: keyAsPem(await exportKey(keys.privateKey)) }
}

function portOf({ link }: Door): number {
  if (!link) throw new Error('this house has no door for agents')
  return link.port
}

export interface Answered {
  readonly status: number
  readonly body: unknown
}

/** `POST /agent/join` with this body. */
export const postJoin = (house: Door, body: string): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: portOf(house),
      path: '/agent/join',
      method: 'POST',
      ca: house.authority.root,
    }
    const call = request({ ...options, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text || 'null') }))
    })
    call.on('error', reject)
    call.end(body)
  })

export const joinBody = (token: string, csr: string, hostname = 'kelp'): string =>
  JSON.stringify({ token, csr, hostname, agentVersion: 'test', labels: { region: 'north' } })

/** Joins as a new host would, through the real door. */
export async function joinHost(house: Door, hostname = 'kelp'): Promise<Identity> {
  const { token } = await house.database.transaction((tx) =>
    createJoinToken(tx, { labels: {}, now: house.parts.clock.now() }),
  )
  const { csr, key } = await aRequest()
  const { status, body } = await postJoin(house, joinBody(token, csr, hostname))
  if (status !== 200) throw new Error(`joining was refused: ${JSON.stringify(body)}`)
  const { hostId, certificate } = JoinReply.parse(body)
  return { hostId, key, certificate, run: randomUUID() }
}

/** An agent's half of the link, over real mTLS; it has no Docker behind it, its pages are what the test says. */
export interface LinkPeer {
  readonly identity: Identity
  readonly messages: ApiMessage[]
  /** Resolves with the reason when the api ends the connection. */
  readonly closed: Promise<string>
  page(): DesiredHost | undefined
  say(message: AgentMessage): void
  /** Says something that is no message, or one that was said before. */
  sayRaw(text: string): void
  /** Its connection stays open and nothing comes from it any more. */
  fallSilent(): void
  report(change: Partial<ObservedHost>): void
  /** The first message, old or new, that this accepts. */
  hear<T extends ApiMessage>(accept: (message: ApiMessage) => T | undefined, seconds?: number): Promise<T>
  /** The first desired page that this accepts. */
  desired(accept: (page: DesiredHost) => boolean): Promise<DesiredHost>
  ask(
    message: { say: 'get-secret' | 'sign-instance' | 'sign-host' | 'metrics' } & Record<string, unknown>,
  ): Promise<ApiMessage>
  /** Called for each desired page as it arrives. */
  onDesired: ((page: DesiredHost) => void) | undefined
  close(): void
}

/** `generation` is the newest that this agent has read before. */
export async function connectPeer(house: Door, identity: Identity, generation = 0): Promise<LinkPeer> {
  const socket = new WebSocket(`wss://127.0.0.1:${portOf(house)}/agent/link`, {
    ca: house.authority.root,
    key: identity.key,
    cert: identity.certificate,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
    socket.once('unexpected-response', (_, response) => reject(new Error(`refused with ${response.statusCode}`)))
  })
  const peer = peerOf(socket, identity)
  const { hostId, run, protocol = linkProtocol } = identity
  peer.say({ say: 'hello', protocol, hostId, agentVersion: 'test', generation, run })
  return peer
}

interface Heard {
  readonly messages: readonly ApiMessage[]
  readonly waiting: Set<() => void>
}

const hearFrom = <T>({ messages, waiting }: Heard, accept: (message: ApiMessage) => T | undefined, seconds: number) =>
  new Promise<T>((resolve, reject) => {
    const end = setTimeout(() => {
      reject(new Error(`nothing was heard; so far: ${JSON.stringify(messages)}`))
    }, seconds * 1000)
    const look = () => {
      for (const message of messages) {
        const accepted = accept(message)
        if (accepted === undefined) continue
        clearTimeout(end)
        waiting.delete(look)
        resolve(accepted)
        return
      }
    }
    waiting.add(look)
    look()
  })

function peerOf(socket: WebSocket, identity: Identity): LinkPeer {
  const messages: ApiMessage[] = []
  const waiting = new Set<() => void>()
  let last = emptyPage(identity.hostId)
  let question = 0
  let spoken = 0
  const beat = setInterval(() => peer.say({ say: 'heartbeat', sentAt: new Date().toISOString() }), 250)
  const peer: LinkPeer = {
    identity,
    messages,
    closed: new Promise((resolve) => socket.on('close', (_, reason) => resolve(String(reason)))),
    onDesired: undefined,
    page: () => messages.findLast((message) => message.say === 'desired')?.page,
    say: (message) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ n: ++spoken, ...message })),
    sayRaw: (text) => socket.send(text),
    fallSilent: () => clearInterval(beat),
    report(change) {
      last = { ...last, ...change, observedAt: new Date().toISOString() }
      peer.say({ say: 'observed', page: last })
    },
    hear: (accept, seconds = 10) => hearFrom({ messages, waiting }, accept, seconds),
    async desired(accept) {
      const heard = await peer.hear((message) =>
        message.say === 'desired' && accept(message.page) ? message : undefined,
      )
      return heard.page
    },
    ask(message) {
      const requestId = `q${++question}`
      peer.say({ ...message, requestId } as AgentMessage)
      return peer.hear((it) => ('requestId' in it && it.requestId === requestId ? it : undefined))
    },
    close() {
      clearInterval(beat)
      socket.terminate()
    },
  }
  socket.on('message', (bytes) => {
    const message = ApiMessage.parse(JSON.parse(String(bytes)))
    messages.push(message)
    if (message.say === 'desired') peer.onDesired?.(message.page)
    for (const look of [...waiting]) look()
  })
  socket.on('close', () => clearInterval(beat))
  return peer
}
