import { type Command, findCommand, wordsOf } from './command.ts'
import { nearest } from './nearest.ts'
import { nouns } from './nouns.ts'

const everywhere = [
  'Everywhere: --json one JSON document · --wait follow to the end · --yes confirm what destroys · --help',
  '            --profile NAME · --organization NAME choose whom to speak as and for what',
  'HOLDFAST_URL and HOLDFAST_TOKEN (or HOLDFAST_PROFILE) name the installation and who you are, and win over what login kept.',
  'Exit: 0 ok, 1 problem, 2 usage.',
]

const nounOf = (command: Command): string => wordsOf(command)[0] ?? ''

export const nameOf = (command: Command): string => wordsOf(command).join(' ')

const widest = 64

/** A usage longer than its column has the summary below it. */
const linesOf = (commands: readonly Command[]): string[] => {
  const width = Math.min(widest, Math.max(...commands.map(({ usage }) => usage.length)))
  return commands.flatMap(({ usage, summary }) =>
    usage.length > width
      ? [`  holdfast ${usage}`, `           ${' '.repeat(width)}  ${summary}`]
      : [`  holdfast ${usage.padEnd(width)}  ${summary}`],
  )
}

/** One command: how to write it, what it does, and a line to copy. */
export const usageOf = ({ usage, summary, example }: Command): string =>
  [`holdfast ${usage}`, `  ${summary}`, `  Example: ${example}`].join('\n')

const overview = (commands: readonly Command[]): string =>
  [
    'holdfast: managed PostgreSQL on your own hosts',
    '',
    ...linesOf(commands),
    '',
    ...everywhere,
    'A noun with --help shows its examples: holdfast database --help',
  ].join('\n')

function ofNoun(noun: string, commands: readonly Command[]): string {
  const verbs = commands.filter((command) => nounOf(command) === noun)
  const about = nouns[noun] ? [`holdfast ${noun}: ${nouns[noun]}`, ''] : []
  return [...about, ...linesOf(verbs), '', 'Examples:', ...verbs.map(({ example }) => `  ${example}`)].join('\n')
}

/** Help for what these words name: a command, a noun, or everything. */
export function helpFor(words: readonly string[], commands: readonly Command[]): string {
  const command = findCommand(commands, words)
  if (command) return usageOf(command)
  const noun = words[0]
  return noun !== undefined && commands.some((it) => nounOf(it) === noun) ? ofNoun(noun, commands) : overview(commands)
}

/** What to say of words that are no command: which one was probably meant, and its neighbors. */
export function strayWords(words: readonly string[], commands: readonly Command[]): string {
  const [noun = '', verb] = words
  if (verb === undefined && commands.some((it) => nounOf(it) === noun))
    return `holdfast: "${noun}" needs a verb\n\n${helpFor([noun], commands)}`
  const names = commands.map(nameOf)
  const isTurned = verb !== undefined && names.includes(`${verb} ${noun}`)
  const meant = isTurned ? `${verb} ${noun}` : meantBy(words, names, commands)
  const asked = words.slice(0, 2).join(' ')
  const isKnown = commands.some((it) => nounOf(it) === noun)
  const help = helpFor(isKnown || meant === undefined ? [noun] : meant.split(' '), commands)
  return `holdfast: there is no command "${asked}"${meant ? `; did you mean "${meant}"?` : ''}\n\n${help}`
}

function meantBy(words: readonly string[], names: readonly string[], commands: readonly Command[]): string | undefined {
  const [noun = '', verb] = words
  if (verb !== undefined) {
    const ofTwo = nearest(
      `${noun} ${verb}`,
      names.filter((name) => name.includes(' ')),
    )
    if (ofTwo) return ofTwo
  }
  return nearest(noun, [...new Set([...names.filter((name) => !name.includes(' ')), ...commands.map(nounOf)])])
}
