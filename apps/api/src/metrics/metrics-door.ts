import type { Clock } from '../platform/clock.ts'
import { type Looks, openLooks } from './looks.ts'
import { type MetricHistory, openMetricHistory } from './metric-history.ts'
import { type MetricsPlace, openMetricsStoreClient } from './metrics-store-client.ts'

export interface MetricsDoor {
  readonly history: MetricHistory
  readonly looks: Looks
}

export function openMetricsDoor({ place, clock }: { place: MetricsPlace | undefined; clock: Clock }): MetricsDoor {
  const client = openMetricsStoreClient(place)
  const looks = openLooks()
  return { history: openMetricHistory({ client, looks, clock }), looks }
}
