import type { DatabaseId, HostId } from '@holdfast/shared/ids'

/** Somebody looks at figures of a database on a host, or of the host itself. */
export interface Look {
  readonly hostId: HostId
  readonly databaseId: DatabaseId | null
}

/** Between those who ask for figures and the link, over which the host is told to bring them more often. */
export interface Looks {
  look(look: Look): void
  /** Returns the way to stop. */
  onLook(listener: (look: Look) => void): () => void
}

/** A look that lasts is told so often; the host goes on for several times as long. */
const tellEveryMs = 4_000

export function openLooks(now: () => number = Date.now): Looks {
  const listeners = new Set<(look: Look) => void>()
  const toldAt = new Map<string, number>()
  return {
    look(look) {
      const key = `${look.hostId} ${look.databaseId}`
      const at = now()
      if (at - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) < tellEveryMs) return
      for (const [old, told] of toldAt) if (at - told > tellEveryMs) toldAt.delete(old)
      toldAt.set(key, at)
      for (const listener of listeners) listener(look)
    },
    onLook(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
