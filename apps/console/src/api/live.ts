import type { StreamEvent } from '@holdfast/shared/contract/platform-routes'
import type { QueryClient } from '@tanstack/react-query'
import type { StreamMessage } from './event-parser.ts'
import { listenToEvents } from './event-source.ts'
import { createLiveTable } from './live-table.ts'
import { signedInPerson } from './session.ts'

/** How fresh the page is: `since` is when the last word of the control plane came, in milliseconds since 1970. */
export interface Liveness {
  readonly isLive: boolean
  readonly since: number
}

/** What the listening tab tells the others. */
type Relayed = { kind: 'event'; event: StreamEvent } | { kind: 'word' } | { kind: 'gap' }

const pollMs = 10_000
const checkMs = 1000
/** After fifteen seconds without a word the page must have said so. */
const staleMs = 15_000 - checkMs

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

/** Does the work in the one tab that holds the lock; without locks in every tab. */
function inOneTab(name: string, signal: AbortSignal, work: () => Promise<void>): void {
  if (navigator.locks) void navigator.locks.request(name, { signal }, work).catch(() => undefined)
  else void work()
}

/** When the last word came, and whether that is too long ago; tells listeners when this changes. */
function createPulse(onReturn: () => void) {
  const listeners = new Set<() => void>()
  let lastWordAt = Date.now()
  let liveness: Liveness = { isLive: true, since: lastWordAt }
  let isSilent = false
  const become = (isLive: boolean) => {
    if (liveness.isLive === isLive) return
    liveness = { isLive, since: lastWordAt }
    for (const listener of listeners) listener()
    if (isLive) onReturn()
  }
  return {
    current: () => liveness,
    beat: () => {
      lastWordAt = Date.now()
      become(true)
    },
    check: () => !isSilent && Date.now() - lastWordAt >= staleMs && become(false),
    /** Nothing will be heard, which is as it should be. */
    silence: () => {
      isSilent = true
      become(true)
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
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
  const { signal } = stopping
  const readAgain = () => void client.invalidateQueries({ refetchType: 'active' })
  const pulse = createPulse(readAgain)
  const batch = createBatch(createLiveTable(client, organization))

  const hear = (relayed: Relayed) => {
    pulse.beat()
    if (relayed.kind === 'gap') readAgain()
    if (relayed.kind === 'event') batch(relayed.event)
  }
  const tell = (relayed: Relayed) => {
    if (signal.aborted) return
    tabs.postMessage(relayed)
    hear(relayed)
  }
  const listen = () =>
    listenToEvents({
      organization,
      scope: 'organization',
      signal,
      onOpen: (isResumed) => tell({ kind: isResumed ? 'word' : 'gap' }),
      onForbidden: pulse.silence,
      onWord: (message) => tell(relayedOf(message)),
    })
  // Hosts belong to the installation and have a stream of their own; its silence says nothing about this page.
  const listenToHosts = () =>
    listenToEvents({
      organization,
      scope: 'installation',
      signal,
      onOpen: () => void client.invalidateQueries({ queryKey: ['hosts', organization] }),
      onForbidden: () => {},
      onWord: (message) => message && tell(relayedOf(message)),
    })

  tabs.addEventListener('message', ({ data }) => hear(data as Relayed))
  inOneTab(name, signal, listen)
  inOneTab(`${name}/hosts`, signal, listenToHosts)
  const watch = setInterval(pulse.check, checkMs)
  const poll = setInterval(() => !pulse.current().isLive && readAgain(), pollMs)

  return {
    current: pulse.current,
    subscribe: pulse.subscribe,
    stop: () => {
      stopping.abort()
      tabs.close()
      for (const timer of [watch, poll]) clearInterval(timer)
    },
  }
}
