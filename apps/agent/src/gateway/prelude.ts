import type { Socket } from 'node:net'
import { type FirstPacket, readFirstPacket } from './first-packet.ts'

/** More than a first packet and what may follow it before any answer. */
const longestPrelude = 32 * 1024

/**
 * Everything a client sends before it has a target: read, so that a client that leaves is noticed at once, and bounded in
 * bytes and time.
 */
export class Prelude {
  readonly #client: Socket
  readonly #gone = new AbortController()
  #bytes: Buffer = Buffer.alloc(0)
  #answer: ((packet: FirstPacket) => void) | undefined

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
    return new Promise((resolve) => {
      const late: FirstPacket = { kind: 'malformed', because: 'the first packet did not arrive in time' }
      const timer = setTimeout(() => this.#answer?.(late), withinMs)
      this.#answer = (packet) => {
        this.#answer = undefined
        clearTimeout(timer)
        resolve(packet)
      }
      this.#judge()
    })
  }

  /** Ends the collecting and hands out what was collected; the client is paused until somebody reads on. */
  take(): Buffer {
    this.#client.pause()
    this.#client.off('data', this.#collect)
    this.#client.off('end', this.#end)
    this.#client.off('close', this.#leave)
    return this.#bytes
  }

  readonly #collect = (chunk: Buffer) => {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    if (this.#bytes.length > longestPrelude) this.#client.resetAndDestroy()
    else this.#judge()
  }

  #judge(): void {
    if (!this.#answer) return
    const packet = readFirstPacket(this.#bytes)
    if (packet.kind === 'gss-request') {
      this.#bytes = Buffer.alloc(0)
      this.#client.write('N')
    } else if (packet.kind !== 'incomplete') this.#answer(packet)
  }

  readonly #end = () => {
    // A client may close its half behind a cancel request; behind anything else it has given up.
    if (readFirstPacket(this.#bytes).kind !== 'cancel-request') this.#client.destroy()
  }

  readonly #leave = () => {
    this.#gone.abort()
    this.#answer?.({ kind: 'incomplete' })
  }
}
