import { z } from 'zod'

/** One line of a benchmark: its name, and numbers or words by their names. */
const Figure = z.object({ bench: z.string().regex(/^[a-z0-9-]+$/) }).catchall(z.union([z.number(), z.string()]))
export type Figure = z.infer<typeof Figure>

const begin = '<!-- bench: written by `npm run bench -- --table` -->'
const end = '<!-- /bench -->'

/** The figures among the lines of a benchmark's output. Throws at a line that is JSON and no figure. */
export const readFigures = (output: string): Figure[] =>
  output.split('\n').flatMap((line) => (line.startsWith('{') ? [Figure.parse(JSON.parse(line))] : []))

/** The text with the figures in its table; rows of benchmarks that are not among them stay. Throws when it has no two marks. */
export function writeTable(text: string, measured: { figures: readonly Figure[]; where: string }): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from)
    throw new Error(`There is no place for the table: ${begin} and ${end} must stand in this order.`)
  const rows = new Map(text.slice(from, to).split('\n').flatMap(readRow))
  measured.figures.forEach((figure, n) => {
    const { bench, ...values } = figure
    const told = Object.entries(values).map(([name, value]) => `${name} ${shown(value)}`)
    const key = keyOf(measured.figures, n)
    rows.set(key, `| ${key} | ${told.join(', ')} | ${cell(measured.where)} |`)
  })
  const sorted = [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
  const table = ['| benchmark | figures | where and when |', '|---|---|---|', ...sorted]
  return `${text.slice(0, from)}${begin}\n${table.join('\n')}\n${text.slice(to)}`
}

/** The second line of one name is told apart by its number. */
function keyOf(figures: readonly Figure[], n: number): string {
  const bench = figures[n]?.bench ?? ''
  const nth = figures.slice(0, n).filter((other) => other.bench === bench).length
  return nth === 0 ? bench : `${bench} ${nth + 1}`
}

const readRow = (line: string): [string, string][] => {
  const name = /^\| ([a-z0-9-]+(?: \d+)?) \| .* \|$/.exec(line)?.[1]
  return name === undefined || name === 'benchmark' ? [] : [[name, line]]
}

const shown = (value: number | string): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : cell(value)

const cell = (text: string): string => text.replaceAll('|', '/').replaceAll(/\s+/g, ' ')
