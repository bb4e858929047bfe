/** Something that happened while a chart was drawn. */
export interface Happening {
  readonly id: string
  /** In seconds since 1970. */
  readonly at: number
  readonly words: string
}
export interface Mark {
  /** Where it stands, as a share of the range. */
  readonly share: number
  readonly happenings: readonly Happening[]
}

/** Marks closer than this share of the range would lie over each other: they become one. */
const nearest = 0.04

/** What happened within the range, from left to right, near ones together. */
export function placeMarks(happenings: readonly Happening[], from: number, to: number): Mark[] {
  const marks: { share: number; happenings: Happening[] }[] = []
  const within = happenings.filter(({ at }) => at >= from && at <= to).toSorted((one, other) => one.at - other.at)
  for (const happening of within) {
    const share = (happening.at - from) / (to - from)
    const last = marks.at(-1)
    if (last && share - last.share < nearest) last.happenings.push(happening)
    else marks.push({ share, happenings: [happening] })
  }
  return marks
}
