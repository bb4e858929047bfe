import { climb, isLogShort, lastFloorBytes, percentUsed, restraintOf } from './disk-ladder.ts'
import type { World } from './world.ts'

/** Milliseconds between two looks at the disk where there is room, and near the top. */
const lookEvery = 1_000
const lookOftenEvery = 200
const oftenFromPercent = 75

export const diskPause = ({ state }: World): number =>
  percentUsed(state.disk) < oftenFromPercent ? lookEvery : lookOftenEvery

/**
 * One look at the disk, and what follows from it: the rung, what the engine must live with, and half of the ballast let go when the log
 * has nearly used up what is kept for it.
 */
export async function guardDisk(world: World): Promise<void> {
  const { state, engine, ballast, say } = world
  const disk = await ballast.look()
  const rung = climb(state.disk.rung, disk)
  const isNew = rung !== state.disk.rung
  state.isLogShort = isLogShort(state.isLogShort, disk)
  state.disk = { ...disk, rung }
  if (isNew) say(`${Math.floor(percentUsed(disk))} % of the disk are in use: ${rung}`)
  if (disk.freeBytes < lastFloorBytes(disk.totalBytes) / 2 && (await ballast.lend()))
    say('the log of changes has no room left: half of the ballast was let go')
  world.announce()
  if (!state.isPrepared) return
  await engine.restrain(restraintOf(disk, { rung, isLogShort: state.isLogShort, missingBytes: disk.missingBytes }))
  await ballast.restore()
}
