import type { SeenVolume } from '../volumes/volume-driver.ts'

/** Whether a volume cannot be made so large in place: it stays as it is, and its database with it. */
export const isBeyondReach = ({ reachBytes = Number.POSITIVE_INFINITY }: SeenVolume, wantedBytes: number): boolean =>
  wantedBytes > reachBytes

/** Whether a volume is to be made larger, and can. */
export const isToGrow = (volume: SeenVolume, wantedBytes: number): boolean =>
  volume.sizeBytes < wantedBytes && !isBeyondReach(volume, wantedBytes)
