import { spawn } from 'node:child_process'

export interface ProgramResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** Runs a program with an argument array and gives what it wrote, whatever its exit code. */
export const tryProgram = (program: string, args: string[], cwd?: string): Promise<ProgramResult> =>
  new Promise((resolve) => {
    const child = spawn(program, args, { ...(cwd ? { cwd } : {}), stdio: ['ignore', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8')
    child.on('error', (error) => resolve({ exitCode: 127, stdout: text(out), stderr: error.message }))
    child.on('close', (code) => resolve({ exitCode: code ?? 1, stdout: text(out), stderr: text(err) }))
  })

/** Like `tryProgram`, for programs that must succeed. @throws Error with the end of their output. */
export const runProgram = async (program: string, args: string[], cwd?: string): Promise<string> => {
  const { exitCode, stdout, stderr } = await tryProgram(program, args, cwd)
  if (exitCode === 0) return stdout
  const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n')
  throw new Error(`${program} ${args[0] ?? ''} ended with ${exitCode}:\n${tail}`)
}
