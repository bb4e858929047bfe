import { Problem } from '@holdfast/shared/problems/problem'

/** What an organization may have, or has, or asks for. */
export interface Amounts {
  readonly databases: number
  readonly cpus: number
  readonly memoryBytes: number
  readonly storageBytes: number
  readonly connections: number
}

const words: Record<keyof Amounts, string> = {
  databases: 'databases',
  cpus: 'cpus',
  memoryBytes: 'bytes of memory',
  storageBytes: 'bytes of storage',
  connections: 'connections',
}

/** Throws `quota-exceeded` for the first amount that would go beyond its limit. */
export function demandQuota({ limit, used, asked }: { limit: Amounts; used: Amounts; asked: Amounts }): void {
  for (const amount of ['databases', 'cpus', 'memoryBytes', 'storageBytes', 'connections'] as const) {
    // Who asks for none of it is not refused for having too much already.
    if (asked[amount] === 0 || used[amount] + asked[amount] <= limit[amount]) continue
    throw new Problem('quota-exceeded', {
      what: words[amount],
      limit: limit[amount],
      used: used[amount],
      asked: asked[amount],
    })
  }
}
