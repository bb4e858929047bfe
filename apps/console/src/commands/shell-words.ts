const plain = /^[\w@%+=:,./-]+$/

/** One argument as a POSIX shell reads it back unchanged. */
export const quoted = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** A line for a shell out of its arguments. */
export const shellLine = (words: readonly string[]): string => words.map(quoted).join(' ')
