import { lookup } from 'node:dns/promises'
import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { connect, isIP, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Readable } from 'node:stream'
import { Problem } from '@holdfast/shared/problems/problem'
import { type AddressRules, blockList, judgeAddress } from './public-address.ts'

export interface OutboundOptions {
  /** Ranges (CIDR) beside the public internet that may be called. */
  readonly allow: readonly string[]
  /** Addresses of this installation, beside those of this machine's interfaces. */
  readonly own?: () => Promise<readonly string[]>
  /** How names become addresses. */
  readonly resolve?: (name: string) => Promise<string[]>
  /** Whole time of one call, in milliseconds. */
  readonly timeoutMs?: number
}

export interface OutboundAnswer {
  readonly status: number
  /** At most 16 KiB of it. */
  readonly text: string
}

export interface Message {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Every call of the api to somebody else's address. */
export interface Outbound {
  /** Throws `address-refused` when nothing may be sent there. */
  check(url: string): Promise<void>
  /** Sends a message and reads the answer. Follows no redirect. Throws `address-refused`, or an error that says what went wrong. */
  post(url: string, message: Message): Promise<OutboundAnswer>
  /** A connection to what the operator's own settings name: not judged, but bounded in time like the others. */
  connect(place: { readonly host: string; readonly port: number }): Promise<Socket>
}

const mostBytes = 16 * 1024

/** Addresses are judged after resolution, all of them, and the one that was judged is the one that is called. */
export function openOutbound({
  allow,
  own = async () => [],
  resolve = resolveName,
  timeoutMs = 10_000,
}: OutboundOptions): Outbound {
  const allowed = blockList(allow)
  const rules = async (): Promise<AddressRules> => ({
    allow: allowed,
    own: blockList([...(await own()), ...interfaceAddresses()]),
  })

  return {
    async check(url) {
      await inTime(findWay(url, { resolve, rules }), AbortSignal.timeout(timeoutMs))
    },

    async post(url, message) {
      const signal = AbortSignal.timeout(timeoutMs)
      const way = await inTime(findWay(url, { resolve, rules }), signal)
      return send(way, message, signal)
    },

    async connect({ host, port }) {
      const signal = AbortSignal.timeout(timeoutMs)
      const [address] = await inTime(isIP(host) ? Promise.resolve([host]) : resolve(host), signal)
      if (address === undefined) throw new Error(`${host} has no address`)
      const socket = connect({ host: address, port })
      await inTime(new Promise((done, fail) => socket.once('connect', done).once('error', fail)), signal).catch(
        (error) => {
          socket.destroy()
          throw error
        },
      )
      return socket
    },
  }
}

interface Way {
  readonly url: URL
  readonly address: string
}

interface Finding {
  readonly resolve: (name: string) => Promise<string[]>
  readonly rules: () => Promise<AddressRules>
}

async function findWay(text: string, { resolve, rules }: Finding): Promise<Way> {
  const refuse = (because: string) => new Problem('address-refused', { url: text.slice(0, 200), because })
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw refuse('it is not an http or https address')
  if (url.username !== '' || url.password !== '') throw refuse('it carries a name or password')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : await resolve(host).catch(() => [])
  const [address] = addresses
  if (address === undefined) throw refuse(`${host} has no address`)
  const known = await rules()
  const judgements = addresses.map((it) => judgeAddress(it, known))
  // One bad address is enough: whoever answers with both hopes that the other one is judged.
  for (const judgement of judgements) if (typeof judgement === 'object') throw refuse(judgement.because)
  if (url.protocol === 'http:' && judgements.includes('public')) throw refuse('a public address needs https')
  return { url, address }
}

function send({ url, address }: Way, { headers, body }: Message, signal: AbortSignal): Promise<OutboundAnswer> {
  const request = url.protocol === 'https:' ? requestTls : requestPlain
  const family = isIP(address)
  return new Promise((done, fail) => {
    const sending = request(url, {
      method: 'POST',
      headers: { 'user-agent': 'Holdfast', ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      signal,
      // The address that was judged, whatever the name says a moment later.
      lookup: (_name, options, told) => (options.all ? told(null, [{ address, family }]) : told(null, address, family)),
    })
    const failed = (error: Error) => fail(signal.aborted ? tooSlow() : error)
    sending.on('error', failed)
    sending.on('response', (response) => {
      readSome(response).then((text) => {
        sending.destroy()
        done({ status: response.statusCode ?? 0, text })
      }, failed)
    })
    sending.end(body)
  })
}

async function readSome(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= mostBytes) break
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')
}

const tooSlow = () => new Error('it did not answer in time')

/** Gives up waiting when the time is over; what cannot be stopped goes on unheard. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    const late = () => fail(tooSlow())
    signal.addEventListener('abort', late, { once: true })
    work.then(done, fail).finally(() => signal.removeEventListener('abort', late))
  })
}

async function resolveName(name: string): Promise<string[]> {
  const found = await lookup(name, { all: true })
  return found.map(({ address }) => address)
}

const interfaceAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((them) => (them ?? []).map(({ address }) => address.replace(/%.*$/, '')))
