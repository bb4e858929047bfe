import { setTimeout as sleep } from 'node:timers/promises'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { instancePageHash } from '@holdfast/shared/state/instance-page-hash'
import { readInstancePage, readLogins } from './instance-page-file.ts'
import { lookInside } from './look-inside.ts'
import { stopRun } from './stop-run.ts'
import { type World, wake } from './world.ts'

/** Milliseconds an engine that is down or starting gets before the one who asked is told to come again. */
const patience = 30_000

async function awaitPrepared(world: World): Promise<void> {
  const deadline = Date.now() + patience
  while (!world.state.isPrepared) {
    if (world.state.isStopping) throw new Error('the instance is stopping')
    if (Date.now() > deadline) throw new Error('the engine is not up; the page is applied when it is')
    await sleep(20)
  }
}

async function restart(world: World): Promise<void> {
  const { state } = world
  state.isRestartWanted = true
  state.isPrepared = false
  if (state.run) stopRun(state.run)
  await awaitPrepared(world)
}

async function applyRunning(world: World, page: InstancePage): Promise<void> {
  const { engine, paths, state } = world
  const logins = await readLogins(paths, page)
  await engine.configure(page)
  await engine.reload(page)
  await engine.reconcile(page, logins)
  await engine.reconcileAccess(page, logins)
  state.pendingRestart = await engine.pendingRestart()
}

/** The page is in force; wishes inside the engine that were refused may be granted by now. */
async function tryRefusedAgain(world: World, page: InstancePage): Promise<void> {
  const { engine, paths, state } = world
  if (!state.access?.refused.length) return
  await engine.reconcileAccess(page, await readLogins(paths, page))
  await lookInside(world)
  world.announce()
}

/** Makes the page on the volume true for a running engine: by reload, or by a restart when one was asked for. */
export async function applyPage(world: World): Promise<void> {
  const { engine, paths, state } = world
  const page = await readInstancePage(paths)
  state.promise = await world.promises.keep(page, await engine.isInitialised())
  const hash = instancePageHash(page)
  if (!state.isPrepared) {
    // A life that begins now reads this page; one that has begun is brought to it below.
    if (!state.run) wake(world)
    await awaitPrepared(world)
  }
  if (state.appliedHash === hash) return tryRefusedAgain(world, page)
  if (page.restarts > state.restarts) await restart(world)
  else await applyRunning(world, page)
  if (page.restarts <= state.restarts) {
    state.page = page
    // Told together: who waits for the page to be applied finds in the same words what came of each wish.
    await lookInside(world)
    state.appliedHash = hash
  }
  world.announce()
}
