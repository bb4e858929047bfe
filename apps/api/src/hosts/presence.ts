import type { HostId } from '@holdfast/shared/ids'
import type { Presence } from '../databases/database-state.ts'
import type { Clock } from '../platform/clock.ts'

export interface PresenceOptions {
  readonly clock: Clock
  /** A host unheard for so long is silent. */
  readonly silentAfterMs?: number
  /** Hosts that this replica has not heard yet are awaited for so long after its start. */
  readonly awaitedForMs?: number
  /** Milliseconds that only grow: tell how long this process stood still. */
  readonly elapsedMs?: () => number
}

/** Which hosts can be heard, judged by this replica from heartbeats; nothing of it touches PostgreSQL. */
export interface HostPresence {
  /** `sentAt` is the host's own clock when it spoke. */
  heard(hostId: HostId, sentAt?: Date): void
  /** A host that should be heard: it counts as silent too when it never is. */
  expect(hostId: HostId): void
  of(hostId: HostId): Presence
  /** How far a host's clock is ahead of this one's; null when its newest words did not say. */
  clockAheadMs(hostId: HostId): number | null
  /** How many hosts are connected. */
  connected(): number
  /** Called when a host falls silent or is heard again. Returns the way to stop. */
  onChange(listener: (hostId: HostId, presence: Presence) => void): () => void
  /** Judges silence now; `openPresence` does it four times a second. */
  judge(): void
  close(): void
}

const judgeEveryMs = 250
/** HA.md §5: a control plane that stood still for longer heard nobody, whoever spoke. */
const stoodStillMs = 1_000
/** Of so many of its newest words a host's clock is judged. */
const wordsOfClock = 20

/** Judges again and again; `onStoodStill` comes first where this process did nothing for too long meanwhile. */
function keepJudging(
  judge: () => void,
  { elapsedMs, onStoodStill }: { elapsedMs: () => number; onStoodStill: () => void },
) {
  let judgedAt = elapsedMs()
  const timer = setInterval(() => {
    const now = elapsedMs()
    if (now - judgedAt > judgeEveryMs + stoodStillMs) onStoodStill()
    judgedAt = now
    judge()
  }, judgeEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

export function openPresence(options: PresenceOptions): HostPresence {
  const { clock, silentAfterMs = 3_000, awaitedForMs = 15_000, elapsedMs = () => performance.now() } = options
  const startedAt = clock.now().getTime()
  /** Silence counts from here at the earliest. */
  let hearsSince = startedAt
  const lastHeard = new Map<HostId, number>()
  const expected = new Set<HostId>()
  const silent = new Set<HostId>()
  const ahead = new Map<HostId, number[]>()
  const listeners = new Set<(hostId: HostId, presence: Presence) => void>()

  const of = (hostId: HostId): Presence => {
    const now = clock.now().getTime()
    const heardAt = lastHeard.get(hostId)
    if (heardAt === undefined)
      return { state: now - startedAt < awaitedForMs ? 'awaited' : 'silent', lastHeardAt: null }
    // Who is known to be silent is so until it speaks, however long this process itself stood still.
    const isSilent = silent.has(hostId) || now - Math.max(heardAt, hearsSince) >= silentAfterMs
    return { state: isSilent ? 'silent' : 'connected', lastHeardAt: new Date(heardAt) }
  }
  const tell = (hostId: HostId) => {
    for (const listener of listeners) listener(hostId, of(hostId))
  }
  const judge = () => {
    for (const hostId of new Set([...expected, ...lastHeard.keys()])) {
      if (of(hostId).state !== 'silent' || silent.has(hostId)) continue
      silent.add(hostId)
      tell(hostId)
    }
  }
  const onStoodStill = () => {
    hearsSince = clock.now().getTime()
  }
  const close = keepJudging(judge, { elapsedMs, onStoodStill })

  return {
    of,
    judge,
    expect: (hostId) => expected.add(hostId),
    clockAheadMs(hostId) {
      const differences = of(hostId).state === 'connected' ? ahead.get(hostId) : undefined
      // The way takes time and only ever makes a clock look late: the quickest word is the truest.
      return differences ? Math.max(...differences) : null
    },
    heard(hostId, sentAt) {
      const isBack = silent.delete(hostId) || !lastHeard.has(hostId)
      const now = clock.now().getTime()
      lastHeard.set(hostId, now)
      if (sentAt) ahead.set(hostId, [...(ahead.get(hostId) ?? []).slice(1 - wordsOfClock), sentAt.getTime() - now])
      if (isBack) tell(hostId)
    },
    connected: () => [...lastHeard.keys()].filter((hostId) => of(hostId).state === 'connected').length,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close,
  }
}
