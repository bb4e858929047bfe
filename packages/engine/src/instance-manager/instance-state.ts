import type { InstancePage, ManagerObservation } from '@holdfast/shared/state/instance-page'
import type { DiskRung, ObservedAccess } from '@holdfast/shared/state/observed'
import { climb } from './disk-ladder.ts'
import type { DiskSpace } from './disk-space.ts'
import type { EngineExit, EngineRun, Probe } from './engine-process.ts'
import { judgeHealth } from './judge-health.ts'
import type { PromiseFile } from './promise-file.ts'

/** Everything the instance manager knows right now. One writer: the functions of `instance.ts`. */
export interface InstanceState {
  page: InstancePage
  promise: PromiseFile | null
  disk: DiskSpace & { readonly rung: DiskRung }
  /** The log of changes is kept short for want of room. */
  isLogShort: boolean
  run: EngineRun | null
  probe: Probe | null
  exit: EngineExit | null
  refusal: string | null
  isStopping: boolean
  isPrepared: boolean
  isRestartWanted: boolean
  restartInSeconds: number
  restarts: number
  appliedHash: string | null
  serverVersion: string | null
  pendingRestart: readonly string[]
  lastAnswerAt: number
  access: ObservedAccess | null
  /** When every logical database was looked into, and when something was seen at all, in milliseconds since 1970. */
  accessAt: number
  glanceAt: number
}

export const firstState = (page: InstancePage, disk: DiskSpace): InstanceState => ({
  page,
  promise: null,
  disk: { ...disk, rung: climb('roomy', disk) },
  isLogShort: false,
  run: null,
  probe: null,
  exit: null,
  refusal: null,
  isStopping: false,
  isPrepared: false,
  isRestartWanted: false,
  restartInSeconds: 0,
  restarts: 0,
  appliedHash: null,
  serverVersion: null,
  pendingRestart: [],
  lastAnswerAt: Date.now(),
  access: null,
  accessAt: 0,
  glanceAt: 0,
})

/** Keeps a probe, and when there last was a sign of life. A long recovery is one. */
export function noteProbe(state: InstanceState, probe: Probe): void {
  state.probe = probe
  if (probe.answer === 'running' || probe.answer === 'recovering') state.lastAnswerAt = Date.now()
  if (probe.answer === 'running') state.serverVersion = probe.version
}

/** What `GET /observe` answers: computed from memory alone, so it is there whatever the engine does. */
export function observation(state: InstanceState): ManagerObservation {
  const { health, because } = judgeHealth({ ...state, silentSeconds: (Date.now() - state.lastAnswerAt) / 1000 })
  const { totalBytes, freeBytes, rung } = state.disk
  const later = state.pendingRestart.length > 0 ? `; waiting for a restart: ${state.pendingRestart.join(', ')}` : ''
  return {
    instanceId: state.page.instanceId,
    role: state.page.role,
    epoch: state.promise?.promised.epoch ?? 0,
    health,
    because: because + later,
    restarts: state.restarts,
    appliedHash: state.appliedHash,
    serverVersion: state.serverVersion,
    startedAt: state.run?.startedAt.toISOString() ?? null,
    connections: state.probe?.answer === 'running' ? state.probe.connections : 0,
    access: state.access,
    disk: { totalBytes, freeBytes, rung },
  }
}
