/** Edits (a letter more, less, other, or two swapped) between two words. */
function editsBetween(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= one.length; row++) {
    const above = rows[row - 1] ?? []
    const line = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      line[column] = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (rows[row - 2]?.[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    rows.push(line)
  }
  return rows.at(-1)?.at(-1) ?? 0
}

/** The word of the list that was probably meant: at most one edit in three letters away. */
export function nearest(word: string, list: readonly string[]): string | undefined {
  const asked = word.slice(0, 80)
  const [best] = list
    .map((candidate) => ({ candidate, edits: editsBetween(asked, candidate) }))
    .toSorted((a, b) => a.edits - b.edits)
  return best && best.edits <= Math.max(1, Math.floor(asked.length / 3)) ? best.candidate : undefined
}
