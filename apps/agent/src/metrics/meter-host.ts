import type { DesiredHost } from '@holdfast/shared/state/desired'
import type { Observation } from '../reconcile/observation.ts'
import { type CollectParts, type Countable, collect, countableOf } from './collect.ts'
import { type Meter, type MeterParts, startMeter } from './meter.ts'

export interface HostMeter extends Meter {
  /** Whom it can ask from now on. */
  seen(desired: DesiredHost, seen: Observation): void
}

/** Counts what runs on this host, as the loop saw it last. */
export function meterHost(parts: CollectParts, deliver: MeterParts['deliver']): HostMeter {
  let countable: Countable = { instances: [], poolers: [] }
  const meter = startMeter({ collect: (wanted) => collect(countable, wanted, parts), deliver, log: parts.log })
  return {
    ...meter,
    seen(desired, seen) {
      countable = countableOf(desired, seen)
    },
  }
}
