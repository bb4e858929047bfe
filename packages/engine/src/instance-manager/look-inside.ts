import type { World } from './world.ts'

/** Milliseconds between two looks at what is inside the engine, and before a refused wish is tried again. */
const lookInsideEvery = 30_000

/** Sees what is inside the engine now. What cannot be seen stays as it was seen last. */
export async function lookInside({ engine, state, say }: World): Promise<void> {
  state.accessAt = Date.now()
  try {
    state.access = await engine.observeAccess(state.page)
  } catch (error) {
    say(`what is inside the engine cannot be seen: ${error instanceof Error ? error.message : error}`)
  }
}

export const isLookInsideDue = ({ state }: World): boolean =>
  state.appliedHash !== null && state.isPrepared && Date.now() - state.accessAt > lookInsideEvery
