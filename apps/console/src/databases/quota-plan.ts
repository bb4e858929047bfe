import type { Contract } from '@holdfast/shared/contract/contract'
import type { ReplyOf } from '@holdfast/shared/contract/define-route'
import { GiB } from '@holdfast/shared/units'
import type { CreateValues, SizeView } from './create-values.ts'

type Quota = ReplyOf<Contract['organizations']['quota']>

export interface QuotaLine {
  readonly kind: (typeof quotaKinds)[number]
  readonly takes: number
  readonly left: number
  readonly fits: boolean
}

const quotaKinds = ['databases', 'cpus', 'memoryBytes', 'storageBytes', 'connections'] as const

/** What the wished database would take of each part of the quota, and what is left of it. */
export function quotaPlan({ limit, used }: Quota, values: CreateValues, sizes: readonly SizeView[]): QuotaLine[] {
  const size = sizes.find(({ name }) => name === values.size)
  const takes = {
    databases: 1,
    cpus: size?.cpus ?? 0,
    memoryBytes: size?.memoryBytes ?? 0,
    storageBytes: (Number(values.storageBytes) || 0) * GiB,
    connections: size?.connectionLimit ?? 0,
  }
  return quotaKinds.map((kind) => {
    const left = Math.max(0, (limit[kind] ?? 0) - (used[kind] ?? 0))
    return { kind, takes: takes[kind], left, fits: takes[kind] <= left }
  })
}
