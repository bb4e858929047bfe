import { setTimeout as sleep } from 'node:timers/promises'
import type { Figure } from '@holdfast/shared/metrics/series'
import type { ManagerObservation } from '@holdfast/shared/state/instance-page'
import { instancePageHash } from '@holdfast/shared/state/instance-page-hash'
import { findProcess } from '../process-catalogue.ts'
import { applyPage } from './apply-page.ts'
import { keepBallast } from './ballast.ts'
import type { BoundedLog } from './bounded-log.ts'
import { diskPause, guardDisk } from './disk-guard.ts'
import { diskReader } from './disk-space.ts'
import type { EngineExit, EngineRun } from './engine-process.ts'
import { instanceFigures } from './instance-figures.ts'
import { readInstancePage, readLogins } from './instance-page-file.ts'
import { firstState, noteProbe, observation } from './instance-state.ts'
import { describeExit, lacksSpace } from './judge-health.ts'
import { PageRefused, promiseKeeper } from './keep-promise.ts'
import { glanceInside } from './look-inside.ts'
import { healthyAfterSeconds, restartDelay } from './restart-delay.ts'
import { stopRun } from './stop-run.ts'
import { stopwatch } from './stopwatch.ts'
import { volumePaths } from './volume-paths.ts'
import { watchers } from './watchers.ts'
import { lookNow, type World, wake } from './world.ts'

/** Milliseconds between two looks at an engine that runs, and at one that does not answer as it should. */
const lookEvery = 2_000
const lookAgainAfter = 100

export interface Instance {
  readonly observe: () => ManagerObservation
  readonly figures: () => Promise<Figure[]>
  /** Tells at once and at each change; the returned function ends it. */
  readonly watch: (tell: (observation: ManagerObservation) => void) => () => void
  /** Makes the page that now lies on the volume true. Rejects with `PageRefused` when it must not be obeyed. */
  readonly apply: () => Promise<void>
  readonly stop: () => void
  /** Runs the engine until it is told to stop; gives the exit status. */
  readonly live: () => Promise<number>
}

const rest = (world: World, milliseconds: number) =>
  sleep(milliseconds, undefined, { signal: world.pause.signal }).catch(() => undefined)

/** Without anybody's order: who gave it is told of nothing, so the log is. */
const applyAgain = (world: World): void => {
  world.apply().catch((error) => world.say(`the page was not applied: ${error.message}`))
}

/** Waits for the engine's answer, then brings roles and settings to the page. Tried again until it works or the engine ends. */
async function prepare(world: World, signal: AbortSignal, finished: Promise<void>): Promise<void> {
  const { engine, state, paths } = world
  const page = state.page
  const hash = instancePageHash(page)
  while (!signal.aborted) {
    try {
      await engine.awaitAnswer(signal, (probe) => {
        noteProbe(state, probe)
        world.announce()
      })
      world.startup.mark('first answer')
      await engine.reconcile(page, await readLogins(paths, page))
      world.startup.mark('roles')
      await finished
      world.startup.mark('durable')
      const probe = await engine.observe()
      if (signal.aborted) return
      noteProbe(state, probe)
      Object.assign(state, { isPrepared: true, restarts: page.restarts, appliedHash: page.access ? null : hash })
      world.say(`running ${world.startup.read()}`)
      world.announce()
      // What else is wished inside the engine is no reason for clients to wait; the page is applied when that is done.
      if (page.access) applyAgain(world)
      return
    } catch (error) {
      if (signal.aborted) return
      const words = error instanceof Error ? error.message : String(error)
      world.say(`preparing the engine failed: ${words}`)
      noteProbe(state, { answer: 'silent', because: `roles and settings cannot be prepared: ${words}` })
      world.announce()
      await sleep(1_000, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function begin(world: World): Promise<EngineRun> {
  const { engine, paths, state } = world
  state.page = await readInstancePage(paths)
  const isInitialised = await engine.isInitialised()
  state.promise = await world.promises.keep(state.page, isInitialised)
  world.startup.mark('reading')
  if (!isInitialised) await engine.initialise()
  world.startup.mark(isInitialised ? 'no copy' : 'copying the template')
  await engine.configure(state.page)
  const run = await engine.start()
  world.startup.mark('configuring')
  return run
}

/** One life of the engine, from its start to its end. */
async function liveOnce(world: World): Promise<EngineExit> {
  const { engine, state } = world
  const run = await begin(world)
  Object.assign(state, { run, exit: null, refusal: null, isPrepared: false, pendingRestart: [] })
  state.lastAnswerAt = Date.now()
  if (state.isStopping) stopRun(run)
  const gone = new AbortController()
  // Beside the start, not before it: both mostly wait for the disk.
  const finished = engine.finish()
  finished.catch(() => undefined)
  const preparing = prepare(world, gone.signal, finished)
  try {
    return await run.exited
  } finally {
    gone.abort()
    Object.assign(state, { run: null, probe: null, isPrepared: false })
    // Both have ended before the next life: a late `finish` must not vouch for data that is being made again.
    await Promise.allSettled([preparing, finished])
  }
}

/** An engine that could not even be begun reads like one that ended at once. */
const neverBegan = (error: unknown): EngineExit => ({
  code: null,
  signal: 'its own preparation',
  lastWords: error instanceof Error ? error.message : String(error),
})

/** After an end nobody ordered: how long to wait before the next beginning. */
async function mourn(world: World, exit: EngineExit, failures: number): Promise<void> {
  const { state } = world
  const seconds = restartDelay(failures)
  if (lacksSpace({ disk: state.disk, exit }) && (await world.ballast.drop().catch(() => false)))
    world.say('the volume is full: the ballast was let go, so that the engine can start')
  Object.assign(state, { exit, restartInSeconds: seconds })
  world.say(`${describeExit(exit)}; starting again in ${seconds} s`)
  world.announce()
  await rest(world, seconds * 1000)
}

/** EX_IOERR of sysexits.h: the volume does not keep what is written. */
const storageFailed = 74

async function live(world: World): Promise<number> {
  const { state } = world
  let failures = 0
  while (!state.isStopping && !world.promises.hasGivenUp()) {
    const begunAt = Date.now()
    try {
      const exit = await liveOnce(world)
      if (state.isStopping) break
      if (Date.now() - begunAt > healthyAfterSeconds * 1000 || state.isRestartWanted) failures = 0
      if (!state.isRestartWanted) await mourn(world, exit, failures++)
      state.isRestartWanted = false
    } catch (error) {
      if (error instanceof PageRefused) {
        state.refusal = error.message
        world.say(error.message)
        world.announce()
        // Only another page or the end of this container changes anything.
        if (!state.isStopping) await rest(world, 24 * 3600 * 1000)
      } else await mourn(world, neverBegan(error), failures++)
    }
  }
  world.announce()
  return world.promises.hasGivenUp() ? storageFailed : 0
}

async function keepLooking(world: World): Promise<void> {
  const { state, engine } = world
  while (!state.isStopping) {
    const isWell = !state.isPrepared || state.probe?.answer === 'running'
    const milliseconds = isWell ? lookEvery : lookAgainAfter
    await sleep(milliseconds, undefined, { ref: false, signal: world.look.signal }).catch(() => undefined)
    const { run } = state
    if (state.isPrepared && run) {
      const probe = await engine.observe()
      if (state.run === run) noteProbe(state, probe)
    }
    if (await glanceInside(world)) applyAgain(world)
    world.announce()
  }
}

/** Beside the looks at the engine: a disk fills while an answer is waited for. */
async function keepGuarding(world: World): Promise<void> {
  let told = ''
  while (!world.state.isStopping) {
    await sleep(diskPause(world), undefined, { ref: false })
    const words = await guardDisk(world).then(
      () => '',
      (error) => `the disk could not be guarded: ${error instanceof Error ? error.message : error}`,
    )
    // Once each, not at every look.
    if (words !== told && words) world.say(words)
    told = words
  }
}

export interface InstanceInput {
  readonly volume: string
  readonly log: BoundedLog
  readonly say: (line: string) => void
}

/** Reads the volume and gives the instance on it, not yet living. Rejects when this volume has no page. */
export async function openInstance({ volume, log, say }: InstanceInput): Promise<Instance> {
  const paths = volumePaths(volume)
  const page = await readInstancePage(paths)
  const makeProcess = findProcess(page.engine)
  if (!makeProcess) throw new PageRefused(`this image has no engine named ${page.engine}`)
  let newestPage = () => page
  const ballast = keepBallast(
    paths.ballast,
    diskReader(paths.volume, () => newestPage().storageBytes),
  )
  const state = firstState(page, await ballast.look())
  newestPage = () => state.page
  const observe = () => observation(state)
  const { announce, watch } = watchers(observe)
  const onDisturbed = () => lookNow(world)
  const engine = makeProcess({ volume, version: page.version, log, onDisturbed })
  let applying: Promise<void> = Promise.resolve()
  const apply = () => {
    const mine = applying
      .then(() => applyPage(world))
      .finally(() => {
        if (world.promises.hasGivenUp()) stop()
      })
    applying = mine.catch(() => undefined)
    return mine
  }
  const world: World = {
    paths,
    engine,
    state,
    promises: promiseKeeper(paths.promise),
    ballast,
    say,
    announce,
    pause: new AbortController(),
    look: new AbortController(),
    startup: stopwatch(),
    apply,
  }
  const stop = () => {
    state.isStopping = true
    if (state.run) stopRun(state.run)
    wake(world)
    announce()
  }
  return {
    observe,
    figures: () => instanceFigures(world),
    watch,
    apply,
    stop,
    live: () => {
      void keepLooking(world)
      void keepGuarding(world)
      return live(world)
    },
  }
}
