import type { ParseArgsOptionsConfig } from 'node:util'
import type { Call } from '@holdfast/shared/client/client'
import type { Config } from './config.ts'
import type { Identity } from './identity.ts'
import type { Output } from './output.ts'

/** A mistake in the command line itself: exit code 2, with the usage of the command. */
export class UsageError extends Error {}

export interface Context extends Identity {
  readonly call: Call
  readonly config: Config
  readonly output: Output
  /** Standard input to its end, without the last line break. */
  readonly readInput: () => Promise<string>
}

export interface Arguments {
  /** Positional arguments behind noun and verb; the runner has checked their number. */
  readonly at: (index: number) => string
  readonly text: (name: string) => string | undefined
  /** Of an option that may be given several times. */
  readonly texts: (name: string) => readonly string[]
  readonly flag: (name: string) => boolean
  /** What stands behind `--`, for another program. */
  readonly rest: readonly string[]
}

/** What may stand in a place: fixed words, or names asked of the installation; `given` are the arguments before it. */
export type Offer = readonly string[] | ((context: Context, given: readonly string[]) => Promise<readonly string[]>)

export interface Command {
  /** `database create NAME`: lower-case words choose the command, capitals are its arguments. */
  readonly usage: string
  readonly summary: string
  /** A line that people can copy; a test reads it as the command line does. */
  readonly example: string
  readonly options?: ParseArgsOptionsConfig
  /** What completion offers for an argument (`NAME`) or an option's value (`--role`). */
  readonly offers?: Readonly<Record<string, Offer>>
  /** Takes words behind `--`. */
  readonly takesRest?: boolean
  /** Works without a profile: it makes or chooses one, or needs none. */
  readonly isForAnybody?: boolean
  /** The exit code; nothing means 0. */
  readonly run: (context: Context, args: Arguments) => Promise<number | undefined>
}

/** The words of a usage line that are neither options nor the values of options. */
const plainWords = (command: Command): string[] =>
  command.usage.split(' ').filter((word, index, all) => /^[A-Za-z]/.test(word) && !all[index - 1]?.includes('--'))

export const wordsOf = (command: Command): string[] => plainWords(command).filter((word) => /^[a-z]/.test(word))
export const argumentsOf = (command: Command): string[] => plainWords(command).filter((word) => /^[A-Z]/.test(word))

/** The command that these words begin with; the longest where several do. */
export const findCommand = (commands: readonly Command[], words: readonly string[]): Command | undefined =>
  commands
    .filter((command) => wordsOf(command).every((word, index) => words[index] === word))
    .toSorted((a, b) => wordsOf(b).length - wordsOf(a).length)[0]
