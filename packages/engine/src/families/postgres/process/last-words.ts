/** The line of PostgreSQL's log that explains its end: the newest PANIC, else FATAL, else ERROR. */
export function lastWords(log: string): string {
  const lines = log.split('\n')
  for (const level of ['PANIC', 'FATAL', 'ERROR'])
    for (const line of lines.toReversed()) {
      const [, words] = new RegExp(`${level}:\\s+(.*)$`).exec(line) ?? []
      if (words && !/terminating connection|the database system is/.test(words)) return words.slice(0, 300)
    }
  return ''
}
