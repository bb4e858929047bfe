import type { Probe, TrapProbe } from './probe.ts'
import { doorProbes } from './probes/doors.ts'
import { engineProbes } from './probes/engine.ts'
import { roleProbes } from './probes/roles.ts'
import { surroundingProbes } from './probes/surroundings.ts'
import { trapProbes } from './probes/traps.ts'

/** Every way out of a tenant’s database that is tried. */
export const probes: readonly Probe[] = [
  ...roleProbes,
  ...engineProbes,
  ...doorProbes,
  ...surroundingProbes,
  ...trapProbes,
]

export const isTrap = (probe: Probe): probe is Probe & TrapProbe => probe.kind === 'trap'
