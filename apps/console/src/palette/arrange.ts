import type { Entry, Group } from './entry.ts'
import { rate } from './rate.ts'

const perGroup = 8

/** Entries that answer what was typed, in groups; the group with the best answer first. Nothing typed: recent ones first. */
export function arrange(entries: readonly Entry[], typed: string, recent: readonly string[]): [Group, Entry[]][] {
  const isEmpty = typed.trim() === ''
  const again = isEmpty ? recent.flatMap((id) => entries.filter((entry) => entry.id === id)) : []
  const rated = entries
    .filter((entry) => !again.includes(entry))
    .flatMap((entry) => {
      const own = rate(typed, entry.words)
      const further = entry.note === undefined ? null : rate(typed, `${entry.words} ${entry.note}`)
      const score = Math.max(own ?? Number.NEGATIVE_INFINITY, (further ?? Number.NEGATIVE_INFINITY) - 1)
      return Number.isFinite(score) ? [{ entry, score: isEmpty ? 0 : score + (recent.includes(entry.id) ? 2 : 0) }] : []
    })
    .toSorted((one, other) => other.score - one.score)
  const groups = new Map<Group, Entry[]>(again.length > 0 ? [['recent', again]] : [])
  for (const { entry } of rated) {
    const known = groups.get(entry.group) ?? []
    if (known.length < perGroup) groups.set(entry.group, [...known, entry])
  }
  return [...groups]
}
