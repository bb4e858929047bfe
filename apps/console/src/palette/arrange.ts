import type { Entry, Group } from './entry.ts'
import { rate } from './rate.ts'

const perGroup = 8

/** Many operations have the name of a database in them; the database itself comes first. */
const lead = 1
/** What answers only together with its note answers less. */
const byNote = 20

function scoreOf({ group, words, note }: Entry, typed: string): number | null {
  const own = rate(typed, words)
  if (own !== null) return group === 'operations' ? own : own + lead
  const together = note === undefined ? null : rate(typed, `${words} ${note}`)
  return together === null ? null : together - byNote
}

/** Entries that answer what was typed, in groups; the group with the best answer first. Nothing typed: recent ones first. */
export function arrange(entries: readonly Entry[], typed: string, recent: readonly string[]): [Group, Entry[]][] {
  const isEmpty = typed.trim() === ''
  const again = isEmpty ? recent.flatMap((id) => entries.filter((entry) => entry.id === id)) : []
  const rated = entries
    .filter((entry) => !again.includes(entry))
    .flatMap((entry) => {
      const score = scoreOf(entry, typed)
      return score !== null ? [{ entry, score: isEmpty ? 0 : score + (recent.includes(entry.id) ? 2 : 0) }] : []
    })
    .toSorted((one, other) => other.score - one.score)
  const groups = new Map<Group, Entry[]>(again.length > 0 ? [['recent', again]] : [])
  for (const { entry } of rated) {
    const known = groups.get(entry.group) ?? []
    if (known.length < perGroup) groups.set(entry.group, [...known, entry])
  }
  return [...groups]
}
