import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { type Arguments, argumentsOf, type Command, UsageError, wordsOf } from './command.ts'
import { nearest } from './nearest.ts'

/** Options that every command takes. */
export const everywhere = {
  json: { type: 'boolean' },
  wait: { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  profile: { type: 'string' },
  organization: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

export interface Parsed {
  readonly args: Arguments
  readonly profile: string | undefined
  readonly organization: string | undefined
}

const split = (argv: readonly string[]): { own: string[]; rest: string[] } => {
  const end = argv.indexOf('--')
  return end < 0 ? { own: [...argv], rest: [] } : { own: argv.slice(0, end), rest: argv.slice(end + 1) }
}

/** Reads without judging: the words among the options, and the options that every command takes. */
export function skim(
  argv: readonly string[],
): { words: string[]; json: boolean; help: boolean } & Pick<Parsed, 'profile' | 'organization'> {
  const { values, positionals } = parseArgs({
    args: split(argv).own,
    options: everywhere,
    allowPositionals: true,
    strict: false,
  })
  return {
    words: positionals,
    json: values.json === true,
    help: values.help === true,
    profile: typeof values.profile === 'string' ? values.profile : undefined,
    organization: typeof values.organization === 'string' ? values.organization : undefined,
  }
}

/** Options of a command with their values; its own `--organization` is no choice of whom to speak for. */
export const optionsOf = (command: Command): ParseArgsOptionsConfig => ({ ...everywhere, ...command.options })

/** Reads the command line of a command. Throws `UsageError` for whatever it cannot take. */
export function parseCommandLine(command: Command, argv: readonly string[]): Parsed {
  const { own, rest } = split(argv)
  const { values, positionals } = parseStrictly(command, command.takesRest ? own : argv)
  const wanted = argumentsOf(command)
  const given = positionals.slice(wordsOf(command).length)
  if (given.length !== wanted.length)
    throw new UsageError(wanted.length === 0 ? 'takes no arguments' : `needs ${wanted.join(' ')}`)
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
  const texts = (name: string) => {
    const value = values[name]
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
  }
  return {
    args: { at: (index) => given[index] ?? '', text, texts, flag: (name) => values[name] === true, rest },
    profile: text('profile'),
    organization: command.options?.organization ? undefined : text('organization'),
  }
}

function parseStrictly(
  command: Command,
  argv: readonly string[],
): { values: Readonly<Record<string, unknown>>; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options: optionsOf(command), allowPositionals: true })
  } catch (error) {
    if (!(error instanceof TypeError) || !('code' in error)) throw error
    if (error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(error.message)
    const [, name = ''] = /'(--?[^']*)'/.exec(error.message) ?? []
    const meant = nearest(
      name,
      Object.keys(optionsOf(command)).map((option) => `--${option}`),
    )
    throw new UsageError(`there is no option ${name}${meant ? `; did you mean ${meant}?` : ''}`)
  }
}
