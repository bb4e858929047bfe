import type { Figure, InstanceSeries } from '@holdfast/shared/metrics/series'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import type { ObservedAccess } from '@holdfast/shared/state/observed'
import type { Abilities } from '../engine-family.ts'
import type { BoundedLog } from './bounded-log.ts'
import type { Restraint } from './disk-ladder.ts'

/** Login name → SCRAM verifier, from `run/logins.json`. */
export type Logins = Readonly<Record<string, string>>

export interface EngineExit {
  readonly code: number | null
  readonly signal: string | null
  /** The engine's own last words, for a person. */
  readonly lastWords: string
}

/** One life of the engine's processes. */
export interface EngineRun {
  readonly startedAt: Date
  /** Settles when the main process and everything it left behind are gone; rejects when something stays. */
  readonly exited: Promise<EngineExit>
  /** `fast` ends sessions and writes everything down; `immediate` needs recovery afterwards; `kill` asks nobody. */
  readonly stop: (mode: 'fast' | 'immediate' | 'kill') => void
}

/** What one look at the engine shows. */
export type Probe =
  | { readonly answer: 'running'; readonly connections: number; readonly version: string }
  /** Alive and about to answer. */
  | { readonly answer: 'starting' | 'recovering'; readonly because: string }
  /** No answer where there should be one. */
  | { readonly answer: 'silent'; readonly because: string }

/** What a family's process is made from. */
export interface ProcessInput {
  readonly volume: string
  readonly version: string
  readonly log: BoundedLog
  /** Called when something broke that the next look will explain: the look then happens at once. */
  readonly onDisturbed: () => void
}

interface SingleInstanceVerbs {
  /** True when the volume holds finished data of this engine. */
  readonly isInitialised: () => Promise<boolean>
  /** Makes the data from the image's prepared template. Killed before `finish` it leaves nothing that `isInitialised` takes for data. */
  readonly initialise: () => Promise<void>
  /** Makes what `initialise` made durable; while that runs the engine may start, but nobody may be told of it. */
  readonly finish: () => Promise<void>
  /** Writes the engine's configuration for this page; touches nothing that runs. */
  readonly configure: (page: InstancePage) => Promise<void>
  readonly start: () => Promise<EngineRun>
  /** Waits until a session of the instance manager is answered; rejects only when `signal` aborts. */
  readonly awaitAnswer: (signal: AbortSignal, report: (probe: Probe) => void) => Promise<void>
  /** Roles, verifiers and the first logical database as the page says; repeatable. */
  readonly reconcile: (page: InstancePage, logins: Logins) => Promise<void>
  /**
   * What else the page wishes inside the engine. Never rejects: what is refused is told by `observeAccess`, and this may be
   * asked again for the same page.
   */
  readonly reconcileAccess: (page: InstancePage, logins: Logins) => Promise<void>
  /** What is inside the engine, and which wishes were refused. `known`: what needs a session in each logical database is taken from there. */
  readonly observeAccess: (page: InstancePage, known: ObservedAccess | null) => Promise<ObservedAccess>
  /** Puts configuration and certificate in force without a restart, and makes sure of it. */
  readonly reload: (page: InstancePage) => Promise<void>
  /** What the room on the volume allows; in force when it resolves. Asked for at each look, and at once when it changes. */
  readonly restrain: (restraint: Restraint) => Promise<void>
  readonly observe: () => Promise<Probe>
  /** What the engine counts of itself, in one question that touches nothing of a tenant's. */
  readonly figures: () => Promise<Figure<InstanceSeries>[]>
  /** Settings that wait for a restart. */
  readonly pendingRestart: () => Promise<readonly string[]>
}

interface ReplicationVerbs {
  readonly promote: (epoch: number) => Promise<void>
  readonly follow: (epoch: number) => Promise<void>
  readonly fence: (epoch: number) => Promise<void>
}

/** What a family cannot do is absent: asking for it does not compile. */
export type EngineProcess<Can extends Pick<Abilities, 'replication'> = { replication: false }> = SingleInstanceVerbs &
  (Can['replication'] extends true ? ReplicationVerbs : unknown)
