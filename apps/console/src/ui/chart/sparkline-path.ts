/** The path of a small line in a box of `width` by `height`; from zero up, and a gap where there is no figure. */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number): string {
  const most = values.reduce<number>((high, value) => Math.max(high, value ?? 0), 0)
  const x = (index: number) => ((index / Math.max(1, values.length - 1)) * width).toFixed(1)
  const y = (value: number) => (height - (most > 0 ? value / most : 0) * height).toFixed(1)
  return values
    .map((value, index) => {
      if (value === null) return ''
      const isFirst = index === 0 || values[index - 1] === null
      return `${isFirst ? 'M' : 'L'}${x(index)} ${y(value)}`
    })
    .join('')
}
