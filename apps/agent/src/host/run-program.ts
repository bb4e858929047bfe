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

/** Runs a program with an argument array, never through a shell; gives its stdout. Ends it after 60 s. */
export function runProgram(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 60_000, maxBuffer: 4 * 1024 * 1024, env: { PATH: searchPath, LC_ALL: 'C' } }
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      const exitCode = typeof error.code === 'number' ? error.code : null
      reject(new ProgramFailed(program, exitCode, stderr || error.message))
    })
  })
}

const searchPath = '/usr/sbin:/usr/bin:/sbin:/bin'
