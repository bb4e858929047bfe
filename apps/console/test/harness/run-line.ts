import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a line as a person's shell would, with an empty environment but the path. Gives what it printed, trimmed; throws its error text. */
export async function runLine(line: string): Promise<string> {
  const { stdout } = await run('/bin/sh', ['-c', line], { env: { PATH: '/usr/bin:/bin' }, timeout: 30_000 })
  return stdout.trim()
}
