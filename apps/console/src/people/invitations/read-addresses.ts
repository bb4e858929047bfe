/** E-mail addresses out of what was typed or pasted, each once; what does not look like one is told apart. */
export function readAddresses(typed: string): {
  readonly emails: readonly string[]
  readonly wrong: readonly string[]
} {
  const words = typed.split(/[\s,;]+/).filter((word) => word !== '')
  const looksRight = (word: string) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(word)
  return {
    emails: [...new Set(words.filter(looksRight).map((word) => word.toLowerCase()))],
    wrong: words.filter((word) => !looksRight(word)),
  }
}
