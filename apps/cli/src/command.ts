import type { ParseArgsOptionsConfig } from 'node:util'
import type { Call } from '@holdfast/shared/client/client'
import type { Config } from './config.ts'
import type { Output } from './output.ts'

/** A mistake in the command line itself: exit code 2, with the usage of the command. */
export class UsageError extends Error {}

export interface Context {
  readonly url: string
  readonly call: Call
  readonly config: Config
  readonly output: Output
  readonly token: string | undefined
  /** Standard input to its end, without the last line break. */
  readonly readInput: () => Promise<string>
}

export interface Arguments {
  /** Positional arguments behind noun and verb; the runner has checked their number. */
  readonly at: (index: number) => string
  readonly text: (name: string) => string | undefined
  readonly flag: (name: string) => boolean
}

export interface Command {
  /** `database create NAME`: lower-case words choose the command, capitals are its arguments. */
  readonly usage: string
  readonly summary: string
  readonly example?: string
  readonly options?: ParseArgsOptionsConfig
  /** The exit code; nothing means 0. */
  readonly run: (context: Context, args: Arguments) => Promise<number | undefined>
}

/** The words of a usage line that are neither options nor the values of options. */
const plainWords = (command: Command): string[] =>
  command.usage.split(' ').filter((word, index, all) => /^[A-Za-z]/.test(word) && !all[index - 1]?.includes('--'))

export const wordsOf = (command: Command): string[] => plainWords(command).filter((word) => /^[a-z]/.test(word))
export const argumentsOf = (command: Command): string[] => plainWords(command).filter((word) => /^[A-Z]/.test(word))
