import { ApiProblem } from '@holdfast/shared/client/api-problem'
import { type Command, findCommand, UsageError } from './command.ts'
import { parseCommandLine, skim } from './command-line.ts'
import { commands } from './commands.ts'
import { helpFor, strayWords, usageOf } from './help.ts'
import { openContext } from './open-context.ts'
import { makeOutput, type Streams } from './output.ts'

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

async function run(command: Command, argv: readonly string[], streams: Streams): Promise<number> {
  const { json } = skim(argv)
  try {
    const { args, ...chosen } = parseCommandLine(command, argv)
    const { isForAnybody } = command
    const context = await openContext({ ...chosen, isForAnybody, output: makeOutput(streams, json) })
    return (await command.run(context, args)) ?? 0
  } catch (error) {
    if (!(error instanceof UsageError)) return report(error, streams, json)
    streams.err.write(`holdfast: ${error.message}\n${usageOf(command)}\n`)
    return 2
  }
}

/** Runs one command line; gives the exit code: 0 ok, 1 problem, 2 usage. */
export async function main(
  argv: string[],
  streams: Streams = { out: process.stdout, err: process.stderr },
): Promise<number> {
  const { words, help } = skim(argv)
  const isAsked = help || words.length === 0 || words[0] === 'help'
  if (isAsked) {
    streams.out.write(`${helpFor(words[0] === 'help' ? words.slice(1) : words, commands)}\n`)
    return 0
  }
  const command = findCommand(commands, words)
  if (command) return run(command, argv, streams)
  streams.err.write(`${strayWords(words, commands)}\n`)
  return 2
}
