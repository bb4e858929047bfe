import type { Log } from '../log.ts'

/** Everybody turned away on the peer port is counted; the log has the first of a reason, and its count once a minute. */
export interface PeerRefusals {
  count(because: string, address: string | undefined): void
  total(): number
  last(): string | null
}

const quietMs = 60_000
const mostReasons = 200

export function countRefusals(log: Log, now: () => number = () => performance.now()): PeerRefusals {
  const reasons = new Map<string, { times: number; toldAt: number }>()
  let total = 0
  let last: string | null = null
  return {
    count(because, address) {
      total++
      last = because
      const known = reasons.get(because)
      const times = (known?.times ?? 0) + 1
      const isTold = known !== undefined && now() - known.toldAt < quietMs
      if (!isTold) log.warn('a peer was refused', { because, address, times })
      if (!known && reasons.size >= mostReasons) reasons.clear()
      reasons.set(because, { times, toldAt: isTold ? known.toldAt : now() })
    },
    total: () => total,
    last: () => last,
  }
}
