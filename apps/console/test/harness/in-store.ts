import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** SQL in the store of a throw-away platform: for what a test cannot wait for, as time going by. */
export async function inStore({ name }: { name: string }, sql: string): Promise<string> {
  const { stdout } = await run('docker', [
    'exec',
    `${name}-store`,
    'psql',
    '-U',
    'postgres',
    '-d',
    'control',
    '-XAtc',
    sql,
  ])
  return stdout.trim()
}
