import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import type { Log } from '../log.ts'
import type { Limits } from './limits.ts'
import { keepAliveMs } from './target.ts'

type Listener = {
  server: Server
  address: string
  port: number
  trouble: string | undefined
  retry: NodeJS.Timeout | undefined
}

/** The open ports: every wanted port on every bind address. A port that cannot be opened is tried again until it can or is no longer wanted. */
export class Listeners {
  readonly #byKey = new Map<string, Listener>()
  readonly #limits: Limits
  readonly #log: Log
  readonly #welcome: (client: Socket, port: number) => void

  constructor({ limits, log, welcome }: { limits: Limits; log: Log; welcome: (client: Socket, port: number) => void }) {
    this.#limits = limits
    this.#log = log
    this.#welcome = welcome
  }

  /** Resolves when every new port was opened or has failed once. */
  async want(addresses: readonly string[], ports: readonly number[]): Promise<void> {
    const wanted = new Map(
      addresses.flatMap((address) => ports.map((port) => [`${address} ${port}`, { address, port }])),
    )
    for (const [key, listener] of this.#byKey) if (!wanted.has(key)) this.#close(key, listener)
    const added = [...wanted].filter(([key]) => !this.#byKey.has(key))
    // Beside an IPv4 address, `::` must not take IPv4's port as well.
    const ipv6Only = addresses.some((address) => !isIPv6(address))
    await Promise.all(added.map(([key, place]) => this.#open(key, { ...place, ipv6Only })))
  }

  /** In words, why the port is not open everywhere; undefined when it is. */
  troubleOf(port: number): string | undefined {
    const troubles = [...this.#byKey.values()].flatMap((one) => (one.port === port && one.trouble ? [one.trouble] : []))
    return troubles.length > 0 ? troubles.join('; ') : undefined
  }

  close(): void {
    for (const [key, listener] of this.#byKey) this.#close(key, listener)
  }

  #open(key: string, place: { address: string; port: number; ipv6Only: boolean }): Promise<void> {
    const { address, port, ipv6Only } = place
    const server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    })
    const listener: Listener = { server, address, port, trouble: undefined, retry: undefined }
    this.#byKey.set(key, listener)
    const listen = () => server.listen({ host: address, port, ipv6Only, backlog: 1_024 })
    return new Promise((resolve) => {
      server.on('connection', (client) => this.#welcome(client, port))
      server.on('listening', () => {
        listener.trouble = undefined
        resolve()
      })
      server.on('error', (error: NodeJS.ErrnoException) => {
        const trouble = sayTrouble(error, place)
        if (trouble !== listener.trouble) this.#log.warn('port cannot be opened', { address, port, because: trouble })
        listener.trouble = trouble
        if (this.#byKey.get(key) === listener) listener.retry = setTimeout(listen, this.#limits.rebindMs)
        resolve()
      })
      server.on('close', resolve)
      listen()
    })
  }

  #close(key: string, listener: Listener): void {
    this.#byKey.delete(key)
    clearTimeout(listener.retry)
    listener.server.close()
  }
}

function sayTrouble(error: NodeJS.ErrnoException, { address, port }: { address: string; port: number }): string {
  if (error.code === 'EADDRINUSE') return `port ${port} of ${address} is taken by another program`
  if (error.code === 'EADDRNOTAVAIL') return `this host does not have the address ${address}`
  if (error.code === 'EACCES') return `port ${port} of ${address} may not be opened`
  return `port ${port} of ${address} cannot be opened (${error.code ?? error.message})`
}
