import type { Socket } from 'node:net'
import type {
  GatewayObservation,
  GatewayPage,
  GatewayRoute,
  KernelPort,
  ObservedDemand,
} from '@holdfast/shared/state/gateway-page'
import type { ObservedEndpoint } from '@holdfast/shared/state/observed'
import { type Log, sentence } from '../log.ts'
import { Endpoint, type HeldPlaces } from './endpoint.ts'
import type { Limits } from './limits.ts'
import { Listeners } from './listeners.ts'
import { mergeEndpoints } from './merge-endpoints.ts'
import { parseNetwork } from './networks.ts'
import { serveClient } from './serve-client.ts'
import { serveNamedClient } from './serve-named-client.ts'
import { SharedPort } from './shared-port.ts'

/** Everything the gateway offers, made to agree with the last page it was given. */
export class Gateway {
  readonly #limits: Limits
  readonly #log: Log
  readonly #held: HeldPlaces = { taken: 0 }
  readonly #endpoints = new Map<number, Endpoint>()
  readonly #shared = new Map<number, SharedPort>()
  readonly #listeners: Listeners
  readonly #watchers = new Set<() => void>()
  #page: GatewayPage = { bindAddresses: [], routes: [] }

  constructor({ limits, log }: { limits: Limits; log: Log }) {
    this.#limits = limits
    this.#log = log
    this.#listeners = new Listeners({
      limits,
      log,
      welcome: (client, port) => {
        this.#welcome(client, port).catch((error: unknown) => this.#fail(client, error))
      },
    })
  }

  /** Routes take effect before this returns its promise; the promise waits for the ports. */
  async apply(page: GatewayPage): Promise<void> {
    this.#page = page
    const routes = new Map(page.routes.toReversed().map((route) => [route.port, route]))
    for (const [port, endpoint] of this.#endpoints)
      if (!isSame(endpoint, routes.get(port))) this.#remove(port, endpoint)
    for (const [port, route] of routes) this.#offer(port, route)
    this.#offerNames(routes)
    await this.#listeners.want(page.bindAddresses, [...routes.keys(), ...this.#shared.keys()])
  }

  observe(): GatewayObservation {
    const endpoints = mergeEndpoints(this.#page.routes.map((route) => this.#observeRoute(route)))
    const sharedPorts = [...this.#shared.values()].map((one) => one.observe(this.#listeners.troubleOf(one.port)))
    const demand = this.#demand()
    return {
      endpoints,
      ...(demand.length > 0 ? { demand } : {}),
      ...(sharedPorts.length > 0 ? { sharedPorts } : {}),
    }
  }

  /** What the agent has counted of the clients that the kernel leads past this process. */
  tellKernel(ports: readonly KernelPort[]): void {
    const counted = new Map(ports.map((it) => [it.port, it]))
    for (const [port, endpoint] of this.#endpoints) endpoint.tellKernel(counted.get(port))
  }

  /** Calls back whenever the demand for something that is started on demand changes, and when the agent's count is wanted; the result ends it. */
  watch(tell: () => void): () => void {
    this.#watchers.add(tell)
    return () => this.#watchers.delete(tell)
  }

  /** Ports close at once, waiting clients are told, open connections get time to end by themselves. */
  async drain(): Promise<void> {
    this.#listeners.close()
    for (const endpoint of this.#endpoints.values()) endpoint.close('the gateway of this host is stopping')
    const deadline = performance.now() + this.#limits.drainMs
    const isBusy = () => [...this.#endpoints.values()].some((endpoint) => endpoint.openConnections > 0)
    while (isBusy() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
    for (const endpoint of this.#endpoints.values()) endpoint.cut()
  }

  #offer(port: number, route: GatewayRoute): void {
    const unreadable = route.allowedNetworks.filter((text) => !parseNetwork(text))
    if (unreadable.length > 0) this.#log.warn('networks are unreadable and let nobody in', { port, unreadable })
    const endpoint = this.#endpoints.get(port)
    if (endpoint) endpoint.update(route)
    else this.#endpoints.set(port, new Endpoint({ route, ...this.#around(route) }))
  }

  async #welcome(client: Socket, port: number): Promise<void> {
    const endpoint = this.#endpoints.get(port)
    const shared = this.#shared.get(port)
    if (endpoint) await serveClient(client, endpoint)
    else if (shared) await serveNamedClient(client, shared)
    else client.resetAndDestroy()
  }

  /** Names lead to the endpoints of the page; a shared port without names is closed. A port of a database's own is never shared. */
  #offerNames(routes: ReadonlyMap<number, GatewayRoute>): void {
    const byPort = Map.groupBy(
      [...routes.values()].flatMap((route) => (route.named ? [{ ...route, named: route.named }] : [])),
      ({ named }) => named.port,
    )
    for (const port of [...this.#shared.keys()]) if (!byPort.has(port) || routes.has(port)) this.#shared.delete(port)
    for (const [port, named] of byPort) {
      if (routes.has(port)) continue
      const shared = this.#shared.get(port) ?? new SharedPort({ port, limits: this.#limits, log: this.#log })
      this.#shared.set(port, shared)
      const texts = new Set(named.flatMap(({ allowedNetworks }) => allowedNetworks))
      shared.offer(
        new Map(named.flatMap((it) => this.#endpointsOf(it.named.name, it.port))),
        [...texts].flatMap((text) => parseNetwork(text) ?? []),
      )
    }
  }

  #endpointsOf(name: string, port: number): [string, Endpoint][] {
    const endpoint = this.#endpoints.get(port)
    return endpoint ? [[name.toLowerCase(), endpoint]] : []
  }

  #around({ onDemand }: GatewayRoute) {
    const wake = () => this.#wakeAgent()
    const tell = onDemand ? wake : () => undefined
    return { limits: this.#limits, log: this.#log, held: this.#held, onDemand: tell, onQuestion: wake }
  }

  #wakeAgent(): void {
    for (const tell of this.#watchers) tell()
  }

  #demand(): ObservedDemand[] {
    return this.#page.routes.flatMap(({ onDemand, port, databaseId }) => {
      const endpoint = onDemand ? this.#endpoints.get(port) : undefined
      return endpoint ? [{ databaseId, ...endpoint.demand.observe() }] : []
    })
  }

  #remove(port: number, endpoint: Endpoint): void {
    this.#endpoints.delete(port)
    endpoint.close()
    endpoint.cut()
  }

  #observeRoute(route: GatewayRoute): ObservedEndpoint {
    const endpoint = this.#endpoints.get(route.port)
    const observed = endpoint?.databaseId === route.databaseId ? endpoint.observe() : nothingOf(route)
    const trouble = this.#listeners.troubleOf(route.port)
    if (trouble) return { ...observed, state: 'closed', because: trouble }
    const ofName = route.named && this.#listeners.troubleOf(route.named.port)
    return ofName ? { ...observed, because: `${observed.because}; by name it is not reached: ${ofName}` } : observed
  }

  #fail(client: { destroy: () => void }, error: unknown): void {
    this.#log.error('a connection failed', { because: sentence(error) })
    client.destroy()
  }
}

/** A port that went to another database is another endpoint: nobody may stay connected through the change. */
const isSame = (endpoint: Endpoint, route: GatewayRoute | undefined): boolean =>
  route !== undefined && route.databaseId === endpoint.databaseId

const nothingOf = ({ databaseId, port }: GatewayRoute): ObservedEndpoint => ({
  databaseId,
  state: 'closed',
  because: `port ${port} belongs to another database`,
  openConnections: 0,
  acceptedTotal: 0,
  refusedTotal: 0,
  heldTotal: 0,
  lastRefusal: null,
})
