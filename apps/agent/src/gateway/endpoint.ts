import { isIPv4, type Socket } from 'node:net'
import type { GatewayRoute, KernelPort } from '@holdfast/shared/state/gateway-page'
import type { ObservedEndpoint } from '@holdfast/shared/state/observed'
import type { Log } from '../log.ts'
import { Demand } from './demand.ts'
import { KernelClients } from './kernel-clients.ts'
import type { Limits } from './limits.ts'
import { isAllowed, type Network, parseNetwork } from './networks.ts'
import { Readiness } from './readiness.ts'
import type { Refusal } from './refusal.ts'
import { RefusalRecord } from './refusal-record.ts'
import { connectTarget, targetKey } from './target.ts'

/** Places for waiting clients, shared by every endpoint of the gateway. */
export type HeldPlaces = { taken: number }

type OpenConnection = { address: string; targetKey: string; cut: () => void }
type Client = {
  address: string
  gone: AbortSignal
  /** Came to a port that names share: the kernel leads nobody there. */
  byName?: boolean
  /** What a new target must agree to before the client's bytes come; says in words why it did not. */
  prepare?: ((target: Socket) => Promise<string | undefined>) | undefined
}

const cancelsAtOnce = 100
const removed = 'this endpoint is no longer offered here'

interface EndpointWishes {
  readonly route: GatewayRoute
  readonly limits: Limits
  readonly log: Log
  readonly held: HeldPlaces
  /** Called when the first client comes and when the last one has left. */
  readonly onDemand: () => void
  /** Called when somebody waits for newer figures of the kernel's clients. */
  readonly onQuestion: () => void
}

/** One stable port: its route, who is connected through it, and what happened to those who asked. */
export class Endpoint {
  readonly #limits: Limits
  readonly #refusals: RefusalRecord
  readonly #held: HeldPlaces
  readonly #readiness: Readiness
  readonly #open = new Set<OpenConnection>()
  readonly #kernel: KernelClients
  readonly demand: Demand
  #route: GatewayRoute
  #networks: readonly Network[] = []
  #closedBecause: string | undefined
  #entering = 0
  #cancelling = 0
  #heldHere = 0
  #arriving = { allowed: 0, strangers: 0 }
  #acceptedTotal = 0
  #heldTotal = 0

  constructor({ route, limits, log, held, onDemand, onQuestion }: EndpointWishes) {
    this.#limits = limits
    this.#refusals = new RefusalRecord(log, { databaseId: route.databaseId, port: route.port })
    this.#held = held
    this.#readiness = new Readiness(limits)
    this.demand = new Demand(onDemand)
    this.#kernel = new KernelClients(onQuestion)
    this.#route = route
    this.update(route)
  }

  get databaseId(): string {
    return this.#route.databaseId
  }

  get limits(): Limits {
    return this.#limits
  }

  /** A new page: connections to a former target and of addresses no longer allowed end now. A target that is null for a while ends nobody. */
  update(route: GatewayRoute): void {
    this.#route = route
    this.#networks = route.allowedNetworks.flatMap((text) => parseNetwork(text) ?? [])
    this.#readiness.setTarget(route.target)
    const key = targetKey(route.target)
    for (const connection of [...this.#open])
      if ((key !== '' && connection.targetKey !== key) || !isAllowed(this.#networks, connection.address))
        connection.cut()
  }

  /** Nobody comes in any more; whoever waits is told why. Open connections go on until `cut`. */
  close(because: string = removed): void {
    this.#closedBecause = because
    this.#readiness.setTarget(null)
  }

  cut(): void {
    for (const connection of [...this.#open]) connection.cut()
  }

  get openConnections(): number {
    return this.#open.size
  }

  /** A place for a client whose first packet is awaited; undefined when there are too many. Call the result when it has arrived. */
  arrive(address: string): (() => void) | undefined {
    const kind = isAllowed(this.#networks, address) ? 'allowed' : 'strangers'
    const most = kind === 'allowed' ? this.#limits.arriving : this.#limits.arrivingStrangers
    if (this.#arriving[kind] >= most) {
      this.refused({ sqlstate: '53300', because: 'too many clients were arriving at once' }, address)
      return undefined
    }
    this.#arriving[kind]++
    return () => {
      this.#arriving[kind]--
    }
  }

  /** A way to the target, by waiting for it where the route says so; or the reason why there is none; undefined when the client left. */
  async enter(client: Client): Promise<Socket | Refusal | undefined> {
    const refusal = this.#mayEnter(client) ?? (await this.#isFull(client))
    if (refusal || client.gone.aborted) return refusal
    this.#entering++
    this.demand.came()
    try {
      return await this.#reach(client)
    } finally {
      this.#entering--
      this.demand.left()
    }
  }

  /** A cancel request: no ceiling (it is wanted most when all places are taken) and no waiting. */
  async enterToCancel(client: Client): Promise<Socket | Refusal | undefined> {
    const { target } = this.#route
    const refusal = this.#mayEnter(client) ?? this.#isCancellingEnough()
    if (refusal || !target) return refusal ?? this.#notNow(this.#route.because)
    const socket = await connectTarget(target, this.#limits.onlyConnectMs)
    return typeof socket === 'string' ? this.#notNow(socket) : socket
  }

  /** The connection stands: it counts until the returned function is called. */
  opened(connection: { address: string; target: string; cut: () => void; isCancel: boolean }): () => void {
    const { address, cut, isCancel, target } = connection
    if (isCancel) {
      this.#cancelling++
      return () => {
        this.#cancelling--
      }
    }
    const open = { address, targetKey: target, cut }
    this.#acceptedTotal++
    this.#open.add(open)
    this.demand.came()
    return () => {
      if (this.#open.delete(open)) this.demand.left()
    }
  }

  /** What the agent has counted of this port's clients in the kernel; undefined where the kernel does not lead. */
  tellKernel(counted: KernelPort | undefined): void {
    this.#kernel.tell(counted)
    this.demand.tellKernel(counted)
  }

  isOpenFor(address: string): boolean {
    for (const connection of this.#open) if (connection.address === address) return true
    return false
  }

  /** The target ended a session that its client had not ended: it may be going down. */
  targetLeft(): void {
    this.#readiness.doubt()
  }

  get target(): string {
    return targetKey(this.#route.target)
  }

  refused(refusal: Refusal, address: string): void {
    this.#refusals.add(refusal, address)
  }

  observe(): ObservedEndpoint {
    return {
      databaseId: this.#route.databaseId,
      ...this.#state(),
      openConnections: this.#open.size + this.#kernel.connections,
      acceptedTotal: this.#acceptedTotal + this.#kernel.acceptedTotal,
      refusedTotal: this.#refusals.total,
      heldTotal: this.#heldTotal,
      lastRefusal: this.#refusals.last,
    }
  }

  #state(): Pick<ObservedEndpoint, 'state' | 'because'> {
    const { target, hold, because, onDemand } = this.#route
    if (onDemand && hold) return { state: 'open', because: 'connections are accepted' }
    if (!target) return { state: hold ? 'holding' : 'closed', because }
    if (this.#heldHere > 0 && this.#readiness.because) return { state: 'holding', because: this.#readiness.because }
    return { state: 'open', because: 'connections are accepted' }
  }

  #mayEnter({ address }: Client): Refusal | undefined {
    if (this.#closedBecause) return this.#notNow(this.#closedBecause)
    if (isAllowed(this.#networks, address)) return undefined
    return { sqlstate: '28000', because: `the address ${address} is not on the allow-list of this database` }
  }

  /** Clients of the kernel count too; whoever comes to a port that it leads may be one too many for it, so its figures must be new. */
  async #isFull({ address, gone, byName }: Client): Promise<Refusal | undefined> {
    const { connectionLimit: limit } = this.#route
    const others = () => this.#open.size + this.#entering
    if (!byName && isIPv4(address)) await this.#kernel.settle({ others: others(), limit, gone })
    if (others() + this.#kernel.connections < limit) return undefined
    return { sqlstate: '53300', because: `this endpoint takes ${limit} connections and all are in use` }
  }

  #isCancellingEnough(): Refusal | undefined {
    if (this.#cancelling < cancelsAtOnce) return undefined
    return { sqlstate: '53300', because: `${cancelsAtOnce} cancel requests are on their way already` }
  }

  readonly #notNow = (because: string): Refusal => ({ sqlstate: '57P03', because })

  async #reach(client: Client): Promise<Socket | Refusal | undefined> {
    const began = performance.now()
    const deadline = began + this.#limits.holdMs
    let hasPlace = false
    try {
      while (!client.gone.aborted) {
        const outcome = this.#mayEnter(client) ?? (await this.#tryTarget(client))
        if (typeof outcome !== 'string') return outcome
        const left = deadline - performance.now()
        if (left <= 0 || !this.#route.hold) return this.#notNow(this.#readiness.because || outcome)
        hasPlace ||= this.#takePlace()
        if (!hasPlace) return this.#notNow(`${outcome}, and too many clients are waiting for it already`)
        await this.#readiness.changed(client.gone, left)
      }
      return undefined
    } finally {
      if (hasPlace) this.#leavePlace(performance.now() - began)
    }
  }

  /** One attempt. Where waiting is possible, only a target that is known to take sessions is tried. */
  async #tryTarget(client: Client): Promise<Socket | string> {
    const { target, hold, because } = this.#route
    if (!target) return because
    if (hold && !this.#readiness.isProven) return this.#readiness.because || because || 'the instance is not ready yet'
    const socket = await connectTarget(target, hold ? this.#limits.connectMs : this.#limits.onlyConnectMs)
    const trouble = typeof socket === 'string' ? socket : await client.prepare?.(socket)
    if (typeof socket === 'string' || trouble !== undefined) {
      if (typeof socket !== 'string') socket.destroy()
      this.#readiness.doubt()
      return trouble ?? ''
    }
    if (targetKey(target) === this.target && !this.#closedBecause) return socket
    socket.destroy()
    return this.#closedBecause ?? this.#tryTarget(client)
  }

  #takePlace(): boolean {
    if (this.#heldHere >= this.#limits.heldPerEndpoint || this.#held.taken >= this.#limits.heldInAll) return false
    this.#heldHere++
    this.#held.taken++
    return true
  }

  /** One look at a healthy target is no hold worth counting. */
  #leavePlace(heldMs: number): void {
    this.#heldHere--
    this.#held.taken--
    if (heldMs >= this.#limits.retryMs) this.#heldTotal++
  }
}
