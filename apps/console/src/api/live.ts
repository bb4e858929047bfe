import type { StreamEvent } from '@holdfast/shared/contract/platform-routes'
import type { QueryClient } from '@tanstack/react-query'
import type { StreamMessage } from './event-parser.ts'
import { listenToEvents, silenceMs } from './event-source.ts'
import { createLiveTable } from './live-table.ts'
import { signedInPerson } from './session.ts'

/** How fresh the page is: `since` is when the last word of the control plane came, in milliseconds since 1970. */
export interface Liveness {
  readonly isLive: boolean
  readonly since: number
}

/** What the listening tab tells the others. */
type Relayed = { kind: 'event'; event: StreamEvent } | { kind: 'word' } | { kind: 'gap' } | { kind: 'lost' }

const pollMs = 10_000

export interface Live {
  readonly current: () => Liveness
  readonly subscribe: (listener: () => void) => () => void
  readonly stop: () => void
}

/** Gathers events and hands them on once a frame; a hidden tab has no frames, so a timer does it there. */
function createBatch(carry: (event: StreamEvent) => void) {
  let waiting: StreamEvent[] = []
  const flush = () => {
    const events = waiting
    waiting = []
    for (const event of events) carry(event)
  }
  return (event: StreamEvent) => {
    if (waiting.push(event) > 1) return
    if (document.hidden) setTimeout(flush, 100)
    else requestAnimationFrame(flush)
  }
}

const relayedOf = (message: StreamMessage | null): Relayed => {
  if (!message) return { kind: 'word' }
  if (message.event === 'gap') return { kind: 'gap' }
  return { kind: 'event', event: JSON.parse(message.data) as StreamEvent }
}

/**
 * Keeps the cache equal to what the control plane tells. One tab of a browser listens, chosen by a Web Lock, and relays
 * to the others; where the browser gives no locks (a page without a secure context) every tab listens for itself.
 * While nothing is heard, what the page shows is read again every ten seconds.
 */
export function startLive(client: QueryClient, organization: string): Live {
  const name = `holdfast-live/${signedInPerson()?.id ?? ''}/${organization}`
  const tabs = new BroadcastChannel(name)
  const stopping = new AbortController()
  const listeners = new Set<() => void>()
  const batch = createBatch(createLiveTable(client, organization))
  let liveness: Liveness = { isLive: true, since: Date.now() }

  const readAgain = () => void client.invalidateQueries({ refetchType: 'active' })
  const become = (isLive: boolean) => {
    const wasLive = liveness.isLive
    liveness = { isLive, since: isLive ? Date.now() : liveness.since }
    if (wasLive !== isLive) for (const listener of listeners) listener()
    if (isLive && !wasLive) readAgain()
  }
  const hear = (relayed: Relayed) => {
    if (relayed.kind === 'lost') return
    become(true)
    if (relayed.kind === 'gap') readAgain()
    if (relayed.kind === 'event') batch(relayed.event)
  }
  const tell = (relayed: Relayed) => [tabs.postMessage(relayed), hear(relayed)]
  const listen = () =>
    listenToEvents({
      organization,
      signal: stopping.signal,
      onOpen: () => tell({ kind: 'gap' }),
      onWord: (message) => tell(relayedOf(message)),
      onLost: () => tell({ kind: 'lost' }),
    })

  tabs.addEventListener('message', ({ data }) => hear(data as Relayed))
  if (navigator.locks) void navigator.locks.request(name, { signal: stopping.signal }, listen).catch(() => undefined)
  else void listen()
  const watch = setInterval(() => Date.now() - liveness.since > silenceMs && become(false), 1000)
  const poll = setInterval(() => !liveness.isLive && readAgain(), pollMs)

  return {
    current: () => liveness,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => {
      stopping.abort()
      tabs.close()
      for (const timer of [watch, poll]) clearInterval(timer)
      listeners.clear()
    },
  }
}
