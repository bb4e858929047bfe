import { parseArgs } from 'node:util'
import { ApiProblem } from '@holdfast/shared/client/api-problem'
import { createClient } from '@holdfast/shared/client/client'
import { type Arguments, argumentsOf, type Command, type Context, UsageError, wordsOf } from './command.ts'
import { commands } from './commands.ts'
import { readConfig } from './config.ts'
import { readCredentials } from './credentials.ts'
import { makeOutput, type Streams } from './output.ts'

const everywhere = {
  json: { type: 'boolean' },
  wait: { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const find = (words: readonly string[]): Command | undefined =>
  commands
    .filter((command) => wordsOf(command).every((word, index) => words[index] === word))
    .toSorted((a, b) => wordsOf(b).length - wordsOf(a).length)[0]

const overview = (chosen: readonly Command[]): string =>
  [
    'holdfast: managed PostgreSQL on your own hosts',
    '',
    ...chosen.map((command) => `  holdfast ${command.usage.padEnd(64)} ${command.summary}`),
    '',
    'Everywhere: --json one JSON document · --wait follow to the end · --yes confirm what destroys · --help',
    'HOLDFAST_URL and HOLDFAST_TOKEN name the installation and who you are. Exit: 0 ok, 1 problem, 2 usage.',
  ].join('\n')

const usageOf = (command: Command): string =>
  [
    `holdfast ${command.usage}`,
    `  ${command.summary}`,
    ...(command.example ? [`  Example: ${command.example}`] : []),
  ].join('\n')

function parse(command: Command, rest: string[]): { args: Arguments; json: boolean; help: boolean } {
  const { values, positionals } = parseArgs({
    args: rest,
    options: { ...everywhere, ...command.options },
    allowPositionals: true,
  })
  const wanted = argumentsOf(command)
  const given = positionals.slice(wordsOf(command).length)
  const help = values.help === true
  if (!help && given.length !== wanted.length)
    throw new UsageError(wanted.length === 0 ? 'takes no arguments' : `needs ${wanted.join(' ')}`)
  const options: Record<string, unknown> = values
  const args: Arguments = {
    at: (index) => given[index] ?? '',
    text: (name) => (typeof options[name] === 'string' ? options[name] : undefined),
    flag: (name) => options[name] === true,
  }
  return { args, json: values.json === true, help }
}

const readAll = async (input: AsyncIterable<Buffer | string>): Promise<string> => {
  let text = ''
  for await (const chunk of input) text += chunk.toString()
  return text.replace(/\r?\n$/, '')
}

async function makeContext(streams: Streams, json: boolean): Promise<Context> {
  const config = readConfig()
  const kept = await readCredentials(config.folder)
  const url = config.url ?? kept?.url ?? 'http://127.0.0.1:7400'
  const token = config.token ?? (kept?.url === url ? kept.token : undefined)
  const call = createClient({ url, token: () => token })
  return { url, call, config, token, output: makeOutput(streams, json), readInput: () => readAll(process.stdin) }
}

/** Says what went wrong: as a problem document with `--json`, else in words with the remedy. */
function report(error: unknown, streams: Streams, json: boolean): number {
  if (!(error instanceof ApiProblem)) {
    streams.err.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
  const { title, detail, remedy, errors } = error.document
  if (json) streams.out.write(`${JSON.stringify(error.document, null, 2)}\n`)
  else {
    streams.err.write(`holdfast: ${title}. ${detail}\n`)
    for (const field of errors ?? []) streams.err.write(`  ${field.pointer.slice(1)}: ${field.detail}\n`)
    streams.err.write(`  ${remedy}\n`)
  }
  return 1
}

/** Runs one command line; gives the exit code: 0 ok, 1 problem, 2 usage. */
export async function main(
  argv: string[],
  streams: Streams = { out: process.stdout, err: process.stderr },
): Promise<number> {
  const words = argv.filter((word) => !word.startsWith('-'))
  const command = find(words)
  if (!command) {
    const near = commands.filter((candidate) => wordsOf(candidate)[0] === words[0])
    const isAsked = words.length === 0 || argv.includes('--help') || argv.includes('-h')
    const stream = isAsked ? streams.out : streams.err
    if (!isAsked) stream.write(`holdfast: there is no command "${words.slice(0, 2).join(' ')}"\n\n`)
    stream.write(`${overview(near.length > 0 ? near : commands)}\n`)
    return isAsked ? 0 : 2
  }
  const json = argv.includes('--json')
  try {
    const { args, help } = parse(command, argv)
    if (help) {
      streams.out.write(`${usageOf(command)}\n`)
      return 0
    }
    return (await command.run(await makeContext(streams, json), args)) ?? 0
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
    if (!isUsage) return report(error, streams, json)
    streams.err.write(`holdfast: ${error.message}\n${usageOf(command)}\n`)
    return 2
  }
}
