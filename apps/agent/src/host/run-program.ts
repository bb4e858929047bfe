import { execFile } from 'node:child_process'

/** A program of the operating system failed; the message holds what it said, never its input. */
export class ProgramFailed extends Error {
  readonly exitCode: number | null

  constructor(program: string, exitCode: number | null, said: string) {
    super(`${program} failed (${exitCode ?? 'no exit code'}): ${said.trim().slice(0, 500) || 'it said nothing'}`)
    this.name = 'ProgramFailed'
    this.exitCode = exitCode
  }
}

/** Runs a program with an argument array, never through a shell, and with `input` on its stdin; gives its stdout. Ends it after 60 s. */
export function runProgram(program: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 60_000, maxBuffer: 16 * 1024 * 1024, env: { PATH: searchPath, LC_ALL: 'C' } }
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      const exitCode = typeof error.code === 'number' ? error.code : null
      reject(new ProgramFailed(program, exitCode, stderr || error.message))
    })
    if (input === undefined) return
    // A program that ends before it has read everything says why by its exit.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

const searchPath = '/usr/sbin:/usr/bin:/sbin:/bin'
