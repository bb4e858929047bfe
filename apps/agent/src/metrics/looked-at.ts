/** What somebody looks at: ids of databases, or the host itself (null). */
export interface LookedAt {
  look(databaseId: string | null): void
  has(databaseId: string | null): boolean
  any(): boolean
}

/** For so long one look counts; who goes on looking says so again before it is over. */
const lookMs = 15_000

export function makeLookedAt(now: () => number = Date.now): LookedAt {
  const until = new Map<string | null, number>()
  return {
    look(databaseId) {
      for (const [id, end] of until) if (end <= now()) until.delete(id)
      until.set(databaseId, now() + lookMs)
    },
    has: (databaseId) => (until.get(databaseId) ?? 0) > now(),
    any: () => [...until.values()].some((end) => end > now()),
  }
}
