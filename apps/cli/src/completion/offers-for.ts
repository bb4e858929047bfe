import { argumentsOf, type Command, type Context, findCommand, type Offer, wordsOf } from '../command.ts'
import { everywhere, optionsOf, skim } from '../command-line.ts'
import { organizationNames, profileNames } from '../offers.ts'
import { openContext } from '../open-context.ts'

export interface Candidate {
  readonly value: string
  /** What shells show beside it; empty for names. */
  readonly about: string
}

/** People wait at the prompt: what is not known by then is not offered. */
const liveMs = 1_000
const globalOffers: Readonly<Record<string, Offer>> = { '--profile': profileNames, '--organization': organizationNames }

const takesValue = (command: Command | undefined, option: string): boolean =>
  (command ? optionsOf(command) : everywhere)[option.slice(2) as keyof typeof everywhere]?.type === 'string'

/** bash takes `--x=y` for three words; here it is two, as everywhere else. */
const joined = (words: readonly string[]): string[] =>
  words.filter((word, index) => word !== '=' || index === words.length - 1)

/**
 * What may stand in the place of the last word, which is being typed. Names come from the installation, with a short time limit and
 * nothing said of failures: a shell shows whatever is printed amid the line that a person types.
 */
export async function offersFor(
  words: readonly string[],
  commands: readonly Command[],
  context: Context,
): Promise<Candidate[]> {
  const all = joined(words)
  const isAtEquals = all.at(-1) === '='
  const typed = isAtEquals ? '' : (all.at(-1) ?? '')
  const before = all.slice(0, -1)
  if (before.includes('--')) return []
  const { words: placed } = skim(before)
  const command = findCommand(commands, placed)
  const previous = before.at(-1) ?? ''
  const ask: Ask = { command, before, context }
  if (previous.startsWith('--') && takesValue(command, previous)) return starting(typed, await valuesOf(previous, ask))
  if (typed.startsWith('-')) return starting(typed, optionNames(command, before))
  const next = starting(typed, [...nextWords(placed, commands)])
  return [...next, ...starting(typed, command ? await argumentValues({ ...ask, command }) : [])]
}

interface Ask {
  readonly command: Command | undefined
  readonly before: readonly string[]
  readonly context: Context
}

const starting = (typed: string, candidates: readonly Candidate[]): Candidate[] => {
  const bare = typed.replace(/^['"]/, '').toLowerCase()
  return candidates.filter(({ value }) => value.toLowerCase().startsWith(bare))
}

function optionNames(command: Command | undefined, before: readonly string[]): Candidate[] {
  const names = Object.keys(command ? optionsOf(command) : everywhere)
  return names.map((name) => ({ value: `--${name}`, about: '' })).filter(({ value }) => !before.includes(value))
}

/** Nouns and verbs that go on with these words. */
function nextWords(placed: readonly string[], commands: readonly Command[]): Candidate[] {
  const fitting = commands.filter((command) => {
    const own = wordsOf(command)
    return own.length > placed.length && placed.every((word, index) => own[index] === word)
  })
  const found = new Map<string, string>()
  for (const command of fitting) {
    const own = wordsOf(command)
    const word = own[placed.length] ?? ''
    if (!found.has(word)) found.set(word, own.length === placed.length + 1 && own.length > 1 ? command.summary : '')
  }
  return [...found].map(([value, about]) => ({ value, about }))
}

async function argumentValues(ask: Ask & { readonly command: Command }): Promise<Candidate[]> {
  const { command, before } = ask
  const given = placedArguments(command, before)
  const place = argumentsOf(command)[given.length]
  return place === undefined ? [] : valuesOf(place, ask)
}

/** The arguments among the words: neither noun and verb, nor options and their values. */
const placedArguments = (command: Command, before: readonly string[]): string[] =>
  before
    .filter((word, index) => !word.startsWith('-') && !takesValue(command, before[index - 1] ?? ''))
    .slice(wordsOf(command).length)

async function valuesOf(place: string, { command, before, context }: Ask): Promise<Candidate[]> {
  const offer = command?.offers?.[place] ?? globalOffers[place]
  if (offer === undefined) return []
  if (typeof offer !== 'function') return offer.map((value) => ({ value, about: '' }))
  try {
    const { profile, organization } = skim(before)
    const isOwn = command?.options?.organization !== undefined
    const speaking = await openContext({
      output: context.output,
      profile,
      organization: isOwn ? undefined : organization,
      timeoutMs: liveMs,
    })
    const names = await offer(speaking, command ? placedArguments(command, before) : [])
    return names.map((value) => ({ value, about: '' }))
  } catch {
    return []
  }
}
