const kept = 8

/** Recent choices of one person in one organization stay in this browser. */
const placeOf = (person: string, organization: string) => `holdfast-recent/${person}/${organization}`

/** Ids of entries, newest first. */
export function recentIds(person: string, organization: string): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(placeOf(person, organization)) ?? '[]')
    return Array.isArray(found) ? found.filter((id): id is string => typeof id === 'string').slice(0, kept) : []
  } catch {
    // Somebody wrote something else there; it is forgotten with the next choice.
    return []
  }
}

export function rememberId(person: string, organization: string, id: string): void {
  const ids = [id, ...recentIds(person, organization).filter((other) => other !== id)].slice(0, kept)
  localStorage.setItem(placeOf(person, organization), JSON.stringify(ids))
}
