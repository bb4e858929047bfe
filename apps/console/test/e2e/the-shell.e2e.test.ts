import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openShellWorld, type ShellWorld } from '../harness/shell-world.ts'
import { everyScreen } from './shell/every-screen.ts'
import { liveAndCutOff } from './shell/live-and-cut-off.ts'
import { paletteAndKeys } from './shell/palette-and-keys.ts'
import { workThatIsInterrupted } from './shell/work-that-is-interrupted.ts'

describe('what stands around every page', () => {
  let world: ShellWorld
  beforeAll(async () => {
    world = await openShellWorld()
  })
  afterAll(() => world?.close())

  describe('palette, keys and organizations', () => paletteAndKeys(() => world))
  describe('work that is interrupted', () => workThatIsInterrupted(() => world))
  describe('live, cut off and back', () => liveAndCutOff(() => world))
  describe('every screen', () => everyScreen(() => world))

  it('asked nobody outside, and no browser complained of a policy or a fault', () => {
    expect(world.complaints).toEqual([])
  })
})
