import type { ObservedAccess } from '@holdfast/shared/state/observed'
import type { World } from './world.ts'

/** Milliseconds between two glances at what is inside the engine, which cost one query. */
const glanceEvery = 4_000
/** Milliseconds between two looks into every logical database, and before a refused wish is tried again. */
const lookEvery = 30_000

async function see({ engine, state, say }: World, known: ObservedAccess | null): Promise<void> {
  state.glanceAt = Date.now()
  try {
    state.access = await engine.observeAccess(state.page, known)
  } catch (error) {
    say(`what is inside the engine cannot be seen: ${error instanceof Error ? error.message : error}`)
  }
}

/** Sees what is inside the engine now. What cannot be seen stays as it was seen last. */
export async function lookInside(world: World): Promise<void> {
  world.state.accessAt = Date.now()
  await see(world, null)
}

/** Between two pages: sees what tenants did inside. True when a refused wish should be tried again. */
export async function glanceInside(world: World): Promise<boolean> {
  const { state } = world
  if (state.appliedHash === null || !state.isPrepared) return false
  if (Date.now() - state.accessAt > lookEvery) {
    await lookInside(world)
    return (state.access?.refused.length ?? 0) > 0
  }
  if (Date.now() - state.glanceAt > glanceEvery) await see(world, state.access)
  return false
}
