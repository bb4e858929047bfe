import type { VolumeFormat } from '@holdfast/shared/state/desired'

/** A volume as it was found on the host. */
export interface SeenVolume {
  readonly volumeId: string
  readonly format: VolumeFormat
  /** What it has; the old size until a growth is finished. */
  readonly sizeBytes: number
  /** The largest size to which it can be made in place; absent where nothing limits it. */
  readonly reachBytes?: number
  readonly usedBytes: number
  readonly mounted: boolean
}

export interface NewVolume {
  readonly volumeId: string
  readonly sizeBytes: number
}

/**
 * One way to keep volumes. Every verb may be repeated: it does what is left to do. The caller holds the volume's lock
 * and has stopped whatever uses the volume before `close`, `erase` and `grow`.
 */
export interface VolumeDriver {
  readonly format: VolumeFormat
  /** Makes the volume, empty and not open yet. Killed on the way it leaves nothing that `list` shows. */
  create(volume: NewVolume): Promise<void>
  /** Mounts it, so that its directory can be bound into an instance. Throws when what it finds is not this volume. */
  open(volumeId: string): Promise<void>
  /** Unmounts it and lets go of every device. */
  close(volumeId: string): Promise<void>
  /** Removes it for good. */
  erase(volumeId: string): Promise<void>
  /** Makes a closed volume larger; a smaller size changes nothing. Killed on the way it is gone on with, here or before the next `open`. */
  grow(volume: NewVolume): Promise<void>
  /** Every volume of this format on the host. */
  list(): Promise<SeenVolume[]>
}
