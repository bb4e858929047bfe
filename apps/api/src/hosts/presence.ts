import type { HostId } from '@holdfast/shared/ids'
import type { Presence } from '../databases/database-state.ts'
import type { Clock } from '../platform/clock.ts'

export interface PresenceOptions {
  readonly clock: Clock
  /** A host unheard for so long is silent. */
  readonly silentAfterMs?: number
  /** Hosts that this replica has not heard yet are awaited for so long after its start. */
  readonly awaitedForMs?: number
}

/** Which hosts can be heard, judged by this replica from heartbeats; nothing of it touches PostgreSQL. */
export interface HostPresence {
  heard(hostId: HostId): void
  /** A host that should be heard: it counts as silent too when it never is. */
  expect(hostId: HostId): void
  of(hostId: HostId): Presence
  /** How many hosts are connected. */
  connected(): number
  /** Called when a host falls silent or is heard again. Returns the way to stop. */
  onChange(listener: (hostId: HostId, presence: Presence) => void): () => void
  /** Judges silence now; `openPresence` does it twice a second. */
  judge(): void
  close(): void
}

export function openPresence({ clock, silentAfterMs = 5_000, awaitedForMs = 15_000 }: PresenceOptions): HostPresence {
  const startedAt = clock.now().getTime()
  const lastHeard = new Map<HostId, number>()
  const expected = new Set<HostId>()
  const silent = new Set<HostId>()
  const listeners = new Set<(hostId: HostId, presence: Presence) => void>()

  const of = (hostId: HostId): Presence => {
    const now = clock.now().getTime()
    const heardAt = lastHeard.get(hostId)
    if (heardAt === undefined)
      return { state: now - startedAt < awaitedForMs ? 'awaited' : 'silent', lastHeardAt: null }
    return { state: now - heardAt < silentAfterMs ? 'connected' : 'silent', lastHeardAt: new Date(heardAt) }
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
  const timer = setInterval(judge, 500)
  timer.unref()

  return {
    of,
    judge,
    expect: (hostId) => expected.add(hostId),
    heard(hostId) {
      const isBack = silent.delete(hostId) || !lastHeard.has(hostId)
      lastHeard.set(hostId, clock.now().getTime())
      if (isBack) tell(hostId)
    },
    connected: () => [...lastHeard.keys()].filter((hostId) => of(hostId).state === 'connected').length,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => clearInterval(timer),
  }
}
