import type { Socket } from 'node:net'
import { type ClientHello, readClientHello } from './client-hello.ts'
import { type FirstPacket, readFirstPacket } from './first-packet.ts'

/** More than a first packet and what may follow it before any answer. */
const longestPrelude = 32 * 1024
const sslRequestBytes = 8

type Reading<Answer> = {
  /** Undefined while more must come. */
  read: () => Answer | undefined
  late: Answer
  gone: Answer
}

/**
 * Everything a client sends before it has a target: read, so that a client that leaves is noticed at once, and bounded in
 * bytes and time.
 */
export class Prelude {
  readonly #client: Socket
  readonly #gone = new AbortController()
  #bytes: Buffer = Buffer.alloc(0)
  #judge: (() => void) | undefined

  constructor(client: Socket) {
    this.#client = client
    client.on('data', this.#collect)
    client.on('end', this.#end)
    client.on('close', this.#leave)
  }

  /** Aborted when the client has left. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** The first packet that needs a target; a request for GSS encryption is declined on the way, as a host without Kerberos does. */
  firstPacket(withinMs: number): Promise<FirstPacket> {
    const late: FirstPacket = { kind: 'malformed', because: 'the first packet did not arrive in time' }
    const read = (): FirstPacket | undefined => {
      const packet = readFirstPacket(this.#bytes)
      if (packet.kind === 'gss-request') {
        this.#bytes = Buffer.alloc(0)
        this.#client.write('N')
      } else if (packet.kind !== 'incomplete') return packet
      return undefined
    }
    return this.#await({ read, late, gone: { kind: 'incomplete' } }, withinMs)
  }

  /** Answers an SSLRequest. False when bytes came along with it: somebody in the middle may have put them there. */
  agreeToTls(): boolean {
    if (this.#bytes.length !== sslRequestBytes) return false
    this.#bytes = Buffer.alloc(0)
    this.#client.write('S')
    return true
  }

  /** The whole greeting of a client that speaks TLS; its bytes stay among those that `take` hands out. */
  clientHello(withinMs: number): Promise<ClientHello> {
    const late: ClientHello = { kind: 'malformed', because: 'the TLS greeting did not arrive in time' }
    const read = (): ClientHello | undefined => {
      const hello = readClientHello(this.#bytes)
      return hello.kind === 'incomplete' ? undefined : hello
    }
    return this.#await({ read, late, gone: { kind: 'incomplete' } }, withinMs)
  }

  /** Ends the collecting and hands out what was collected; the client is paused until somebody reads on. */
  take(): Buffer {
    this.#client.pause()
    this.#client.off('data', this.#collect)
    this.#client.off('end', this.#end)
    this.#client.off('close', this.#leave)
    return this.#bytes
  }

  #await<Answer>({ read, late, gone }: Reading<Answer>, withinMs: number): Promise<Answer> {
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        this.#judge = undefined
        clearTimeout(timer)
        resolve(answer)
      }
      const timer = setTimeout(() => settle(late), Math.max(0, withinMs))
      this.#judge = () => {
        const answer = this.gone.aborted ? gone : read()
        if (answer !== undefined) settle(answer)
      }
      this.#judge()
    })
  }

  readonly #collect = (chunk: Buffer) => {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    if (this.#bytes.length > longestPrelude) this.#client.resetAndDestroy()
    else this.#judge?.()
  }

  readonly #end = () => {
    // A client may close its half behind a cancel request; behind anything else it has given up.
    if (readFirstPacket(this.#bytes).kind !== 'cancel-request') this.#client.destroy()
  }

  readonly #leave = () => {
    this.#gone.abort()
    this.#judge?.()
  }
}
