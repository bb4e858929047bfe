import type { Ballast } from './ballast.ts'
import type { EngineProcess } from './engine-process.ts'
import type { InstanceState } from './instance-state.ts'
import type { PromiseKeeper } from './keep-promise.ts'
import type { Stopwatch } from './stopwatch.ts'
import type { VolumePaths } from './volume-paths.ts'

/** What the parts of an instance manager share. */
export interface World {
  readonly paths: VolumePaths
  readonly engine: EngineProcess
  readonly state: InstanceState
  readonly promises: PromiseKeeper
  readonly ballast: Ballast
  readonly say: (line: string) => void
  readonly announce: () => void
  readonly startup: Stopwatch
  /** Makes the page on the volume true, after whoever is at it already. */
  readonly apply: () => Promise<void>
  /** Aborted and replaced to end a pause early. */
  pause: AbortController
  /** The same for the pause between two looks at the engine. */
  look: AbortController
}

export const wake = (world: World): void => {
  world.pause.abort()
  world.pause = new AbortController()
}

export const lookNow = (world: World): void => {
  world.look.abort()
  world.look = new AbortController()
}
