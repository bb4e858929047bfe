import type { HostView } from '@holdfast/shared/contract/platform-routes'

export interface CapacityLine {
  readonly what: 'cpus' | 'memory' | 'storage'
  readonly promised: number
  readonly total: number
  readonly free: number
}

const line = (what: CapacityLine['what'], promised: number, total: number): CapacityLine => ({
  what,
  promised,
  total,
  free: Math.max(0, total - promised),
})

/** What a host has, what of it is promised to databases, and what is left; null before its first word. */
export function capacityOf({ capacity, reserved }: Pick<HostView, 'capacity' | 'reserved'>): CapacityLine[] | null {
  if (!capacity) return null
  return [
    line('cpus', reserved.cpus, capacity.cpus),
    line('memory', reserved.memoryBytes, capacity.memoryBytes),
    line('storage', reserved.storageBytes, capacity.storageBytes),
  ]
}
