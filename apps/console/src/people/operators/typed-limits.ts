import { GiB, parseBytes } from '@holdfast/shared/units'
import type { Limits } from './queries.ts'

/** Limits as somebody types them: amounts of bytes with their unit. */
export type TypedLimits = Readonly<Record<keyof Limits, string>>

const typedBytes = (bytes: number) => (bytes % GiB === 0 ? `${bytes / GiB}GiB` : `${bytes}B`)
const isAmount = (kind: keyof Limits) => kind === 'memoryBytes' || kind === 'storageBytes'

/** A limit as it is shown in its field. */
export const typeLimit = (kind: keyof Limits, limit: number): string =>
  isAmount(kind) ? typedBytes(limit) : String(limit)

/** What was typed as a number; undefined when it is none. */
export function readLimit(kind: keyof Limits, typed: string): number | undefined {
  if (isAmount(kind)) return parseBytes(typed)
  const isRight = kind === 'cpus' ? /^\d+(\.\d+)?$/ : /^\d+$/
  return isRight.test(typed.trim()) ? Number(typed) : undefined
}
