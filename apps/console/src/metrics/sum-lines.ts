/** Several lines of one metric as one: a moment at which none has a figure stays a gap. */
export const sumLines = (lines: readonly { readonly values: readonly (number | null)[] }[]): (number | null)[] =>
  (lines[0]?.values ?? []).map((_, index) => {
    const known = lines.map(({ values }) => values[index] ?? null).filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
  })
