import { setTimeout as sleep } from 'node:timers/promises'
import type { HostId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'

/** An agent at this replica's door, with the certificate of its host. */
export interface Visitor {
  readonly hostId: HostId
  /** Undefined in protocol 1. */
  readonly run: string | undefined
  readonly address: string
  /** When it last said something, in milliseconds of the monotonic clock. */
  heardAt(): number
  isOpen(): boolean
  /** Ends its connection; with a problem it is told first. */
  end(problem?: Problem): void
}

/** One agent speaks for each host. The first one keeps its seat while it lives: a copy of its identity is worth nothing beside it. */
export interface Seats {
  /** Undefined: it sits. Otherwise why it may not. */
  take(newcomer: Visitor): Promise<Problem | undefined>
  leave(visitor: Visitor): void
  /** Another replica has seated this run. True when the run of this host that sits here is another one and alive. */
  isDisputed(hostId: HostId, run: string): Promise<boolean>
  /** Another replica knows that the first agent of this host is alive: this run has to go. */
  dispute(hostId: HostId, run: string): void
}

export interface SeatLimits {
  /** What is heard sooner may have been on its way when its sender died. */
  readonly echoMs: number
  /** An agent that speaks four times a second and was silent for so long is gone. */
  readonly silentMs: number
}

const lookMs = 50
/** So many may wait at one seat; each wait ends by itself. */
const mostWaiting = 4

export function makeSeats({ echoMs, silentMs }: SeatLimits = { echoMs: 1_000, silentMs: 5_000 }): Seats {
  const seated = new Map<HostId, Visitor>()
  const waiting = new Map<HostId, number>()

  /** Whether it says something more, or is gone. */
  async function isAlive(first: Visitor): Promise<boolean> {
    const since = performance.now()
    while (first.isOpen() && performance.now() < since + silentMs) {
      if (first.heardAt() >= since + echoMs) return true
      await sleep(lookMs)
    }
    return false
  }

  async function contend(newcomer: Visitor): Promise<Problem | undefined> {
    const { hostId, run } = newcomer
    for (let first = seated.get(hostId); first && first !== newcomer; first = seated.get(hostId)) {
      const isSame = run !== undefined && first.run === run
      if (!isSame && (await isAlive(first))) return alreadyConnected(newcomer, first)
      // After a broken network the older socket of an agent may still look alive.
      if (seated.get(hostId) === first) seated.delete(hostId)
      first.end()
    }
    seated.set(hostId, newcomer)
    return undefined
  }

  return {
    async take(newcomer) {
      const { hostId } = newcomer
      const others = waiting.get(hostId) ?? 0
      const first = seated.get(hostId)
      if (first && others >= mostWaiting) return alreadyConnected(newcomer, first)
      waiting.set(hostId, others + 1)
      try {
        return await contend(newcomer)
      } finally {
        const left = (waiting.get(hostId) ?? 1) - 1
        if (left === 0) waiting.delete(hostId)
        else waiting.set(hostId, left)
      }
    },
    leave(visitor) {
      if (seated.get(visitor.hostId) === visitor) seated.delete(visitor.hostId)
    },
    async isDisputed(hostId, run) {
      const first = seated.get(hostId)
      return first?.run !== undefined && first.run !== run && (await isAlive(first))
    },
    dispute(hostId, run) {
      const visitor = seated.get(hostId)
      if (visitor?.run !== run) return
      seated.delete(hostId)
      visitor.end(alreadyConnected(visitor, undefined))
    },
  }
}

const alreadyConnected = ({ address }: Visitor, first: Visitor | undefined): Problem =>
  new Problem('agent-already-connected', { address, firstAddress: first?.address ?? 'another replica of the api' })
