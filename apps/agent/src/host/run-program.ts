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

interface RunOptions {
  /** Given to the program on its stdin. */
  readonly input?: string
  /** After so long it is ended; 60 s otherwise. */
  readonly limitMs?: number
}

/** Runs a program with an argument array, never through a shell; gives its stdout. */
export function runProgram(program: string, args: readonly string[], run: RunOptions = {}): Promise<string> {
  const { input, limitMs = 60_000 } = run
  return new Promise((resolve, reject) => {
    const options = { timeout: limitMs, maxBuffer: 16 * 1024 * 1024, env: { PATH: searchPath, LC_ALL: 'C' } }
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
