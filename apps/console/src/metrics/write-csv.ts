import type { ChartLine } from './chart-lines.ts'

const cell = (words: string) => (/[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words)

/** All figures of a chart: a row a moment (UTC), a column a line; a gap is empty. */
export function writeCsv(moments: readonly number[], lines: readonly ChartLine[]): string {
  const head = ['time', ...lines.map(({ name }) => cell(name))]
  const rows = moments.map((at, index) => [
    new Date(at * 1000).toISOString(),
    ...lines.map(({ values }) => values[index] ?? ''),
  ])
  return `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`
}
