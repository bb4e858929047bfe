import type { DiskRung } from '@holdfast/shared/state/observed'
import { MiB } from '@holdfast/shared/units'
import type { DiskSpace } from './disk-space.ts'

/** Percent in use at which data stops to grow: a little above the last rung, so that whoever is refused is on it. */
const growthEnds = 96

interface Rung {
  readonly rung: DiskRung
  /** Percent of the volume in use from which on this rung is reached. */
  readonly from: number
  readonly what: string
  /** Transactions begin read-only, and data does not grow. */
  readonly isReadOnly: boolean
}

/** The whole ladder, top first. */
export const ladder: readonly Rung[] = [
  { rung: 'read-only', from: 95, what: 'transactions begin read-only and data does not grow', isReadOnly: true },
  {
    rung: 'tight',
    from: 90,
    what: 'the log of changes is kept short; the platform may make it larger',
    isReadOnly: false,
  },
  { rung: 'nearly-full', from: 85, what: 'people are warned again', isReadOnly: false },
  { rung: 'filling', from: 80, what: 'people are told', isReadOnly: false },
  { rung: 'roomy', from: 0, what: 'nothing', isReadOnly: false },
]

/** So many percent below its beginning a rung is left, so that none comes and goes. */
const slack = 3

export const percentUsed = ({ totalBytes, freeBytes }: DiskSpace): number =>
  totalBytes > 0 ? ((totalBytes - freeBytes) / totalBytes) * 100 : 0

const indexOf = (rung: DiskRung): number => ladder.findIndex((it) => it.rung === rung)

/** The rung at which a volume is that was at `before`. Pure. */
export function climb(before: DiskRung, disk: DiskSpace): DiskRung {
  const percent = percentUsed(disk)
  const found = ladder.find((it, index) => percent >= it.from - (index >= indexOf(before) ? slack : 0))
  return found?.rung ?? 'roomy'
}

/** Percent from which on the log of changes is kept short, and below which it is no more: a log of its full size must fit in between. */
const shortLog = { from: 90, until: 65 } as const

export const isLogShort = (before: boolean, disk: DiskSpace): boolean =>
  percentUsed(disk) >= (before ? shortLog.until : shortLog.from)

/** What the engine must live with. */
export interface Restraint {
  readonly isReadOnly: boolean
  /** Bytes that the log of changes may take; null: as many as the engine likes. */
  readonly logBytes: number | null
  /** Free bytes below which data does not grow, and below which nothing of a tenant does. */
  readonly floors: readonly [data: number, last: number]
}

/** What holds of an engine that is not up: it replays its log, and must find room for that. */
export const unrestrained: Restraint = { isReadOnly: false, logBytes: null, floors: [0, 0] }

/** Two files of it. */
const leastLogBytes = 8 * MiB

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, Math.floor(value)))

/** Kept for the log alone: twice what it takes while it is short, for what comes while a checkpoint runs. */
export const lastFloorBytes = (totalBytes: number): number => clamp(totalBytes / 32, 12 * MiB, 256 * MiB)

export interface Stand {
  readonly rung: DiskRung
  readonly isLogShort: boolean
  /** Of the ballast: free, and counted as taken. */
  readonly missingBytes: number
}

/**
 * What follows for the engine. Growth ends at its percent, whether somebody has looked since or not, and comes back
 * where read-only is left. Where the volume shares a file system, free space there says nothing: growth ends by decision alone. Pure.
 */
export function restraintOf(disk: DiskSpace, { rung, isLogShort: isShort, missingBytes }: Stand): Restraint {
  const { isReadOnly = false, from = 0 } = ladder[indexOf(rung)] ?? {}
  const last = lastFloorBytes(disk.totalBytes)
  const data = Math.floor((disk.totalBytes * (100 - (isReadOnly ? from - slack : growthEnds))) / 100)
  const shared: Restraint['floors'] = isReadOnly ? [Number.MAX_SAFE_INTEGER, 0] : [0, 0]
  const floors: Restraint['floors'] = disk.isShared ? shared : [data + missingBytes, last + missingBytes]
  return { isReadOnly, logBytes: isShort ? Math.max(leastLogBytes, last / 2) : null, floors }
}
