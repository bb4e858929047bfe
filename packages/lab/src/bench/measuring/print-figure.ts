/** One JSON line for each figure on stdout: the machine-readable half of every benchmark. */
export function printFigure(bench: string, values: Readonly<Record<string, number | string>>): void {
  const rounded = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  ])
  process.stdout.write(`${JSON.stringify({ bench, ...Object.fromEntries(rounded) })}\n`)
}
