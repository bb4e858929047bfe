/** Where results go: people get tables and sentences, programs (`--json`) exactly one JSON document. */
export interface Output {
  readonly isJson: boolean
  /** The result: `document` as JSON, or `text` for people. */
  readonly result: (document: unknown, text: string) => void
  /** One of many results that come as they happen: a JSON document on a line of its own. */
  readonly line: (json: string) => void
  /** Progress and remarks for people, on standard error; silent with `--json`. */
  readonly remark: (text: string) => void
}

export interface Streams {
  readonly out: NodeJS.WritableStream
  readonly err: NodeJS.WritableStream
}

export const makeOutput = (streams: Streams, isJson: boolean): Output => ({
  isJson,
  result: (document, text) =>
    void streams.out.write(isJson ? `${JSON.stringify(document, null, 2)}\n` : text === '' ? '' : `${text}\n`),
  line: (json) => void streams.out.write(`${json}\n`),
  remark: (text) => {
    if (!isJson) streams.err.write(`${text}\n`)
  },
})

type Cell = string | number | null | undefined

/** Columns as wide as their widest cell; numbers are the caller's to format. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head.map((cell) => cell.toUpperCase()), ...rows.map((row) => row.map((cell) => String(cell ?? '–')))]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
