import type { HostId } from '@holdfast/shared/ids'
import { isProblem } from '@holdfast/shared/problems/problem'
import type { BlockFate } from '@holdfast/shared/state/link'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { type Looks, openLooks } from './looks.ts'
import { type MetricHistory, openMetricHistory } from './metric-history.ts'
import {
  BlockRefused,
  type MetricsPlace,
  type MetricsStoreClient,
  openMetricsStoreClient,
} from './metrics-store-client.ts'

/** What is known of the metrics store: null before the first look, and where there is none. */
export type MetricsStoreHealth = { readonly isWell: true } | { readonly isWell: false; readonly because: string } | null

export interface MetricsDoor {
  readonly history: MetricHistory
  readonly looks: Looks
  /**
   * Hands a block of a host on, unread, in the host's own name; one at a time for each host. That the store is away is the host's fault
   * in nothing, so it is an answer: `later`.
   */
  take(hostId: HostId, block: Uint8Array): Promise<BlockFate>
  health(): MetricsStoreHealth
  close(): void
}

interface DoorParts {
  readonly place: MetricsPlace | undefined
  readonly clock: Clock
  readonly log: Log
}

const checkEveryMs = 5_000

export function openMetricsDoor({ place, clock, log }: DoorParts): MetricsDoor {
  const client = openMetricsStoreClient(place)
  const looks = openLooks()
  const busy = new Set<HostId>()
  const watch = place ? watchStore(client, log) : undefined
  return {
    history: openMetricHistory({ client, looks, clock }),
    looks,
    health: () => watch?.health() ?? null,
    async take(hostId, block) {
      if (!place) return 'not-wanted'
      if (busy.has(hostId)) return 'later'
      busy.add(hostId)
      try {
        await client.write(hostId, block)
        return 'kept'
      } catch (error) {
        if (isProblem(error, 'metrics-unavailable')) return 'later'
        if (!(error instanceof BlockRefused)) throw error
        log.warn({ hostId, because: error.message }, 'the metrics store cannot read a block')
        return 'unreadable'
      } finally {
        busy.delete(hostId)
      }
    },
    close: () => watch?.close(),
  }
}

/** Looks at the store now and then, so that its absence is told before somebody needs it. */
function watchStore(client: MetricsStoreClient, log: Log): { health(): MetricsStoreHealth; close(): void } {
  let health: MetricsStoreHealth = null
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      await client.check()
      if (health?.isWell === false) log.info('the metrics store answers again')
      health = { isWell: true }
    } catch (error) {
      const because = isProblem(error, 'metrics-unavailable') ? error.facts.because : String(error)
      if (health?.isWell !== false) log.warn({ because }, 'the metrics store cannot be used')
      health = { isWell: false, because }
    } finally {
      isLooking = false
    }
  }
  void look()
  const timer = setInterval(look, checkEveryMs)
  timer.unref()
  return { health: () => health, close: () => clearInterval(timer) }
}
