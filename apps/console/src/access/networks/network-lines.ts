import { contains } from './contains.ts'

/** What was typed, one network a line; commas and blanks part them too. */
export const linesOf = (typed: string): string[] => typed.split(/[\s,]+/).filter((network) => network !== '')

/** The first that cannot be read as a network. */
export const wrongIn = (networks: readonly string[]): string | undefined =>
  networks.find((network) => contains(network, network.includes(':') ? '::' : '0.0.0.0') === null)
