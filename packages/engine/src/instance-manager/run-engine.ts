import { spawn } from 'node:child_process'
import { readdir, readlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BoundedLog } from './bounded-log.ts'
import type { EngineRun } from './engine-process.ts'

export interface EngineProgram {
  readonly path: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly stopSignals: Readonly<Record<'fast' | 'immediate', NodeJS.Signals>>
  /** The line of the log that explains an end, picked from the newest lines. */
  readonly lastWords: (log: string) => string
  /** Ends, in milliseconds, in which processes left behind must be gone. */
  readonly leftoverLimit: number
}

/** Processes of the same program that outlived their parent: they may still write to the volume. */
async function leftovers(program: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1 && pid !== process.pid)
  const programs = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/exe`).catch(() => '')))
  return pids.filter((_, n) => programs[n] === program)
}

/** Resolves when no process of an earlier life is left; rejects when one stays: nothing may be started beside it. */
export async function awaitNoLeftovers(program: Pick<EngineProgram, 'path' | 'leftoverLimit'>): Promise<void> {
  const deadline = Date.now() + program.leftoverLimit
  for (;;) {
    const pids = await leftovers(program.path)
    if (pids.length === 0) return
    if (Date.now() > deadline) throw new Error(`processes ${pids.join(', ')} outlived the engine and will not end`)
    await sleep(20)
  }
}

/** Starts the engine's main process; its output goes to `log`. */
export function runEngine(program: EngineProgram, log: BoundedLog): EngineRun {
  log.forget()
  const child = spawn(program.path, program.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: program.environment,
    cwd: '/',
  })
  child.stdout.on('data', log.take)
  child.stderr.on('data', log.take)
  const ended = Promise.withResolvers<{ code: number | null; signal: string | null }>()
  child.once('error', ended.reject)
  child.once('exit', (code, signal) => ended.resolve({ code, signal }))
  const exited = ended.promise.then(async ({ code, signal }) => {
    await awaitNoLeftovers(program)
    return { code, signal, lastWords: program.lastWords(log.remembered()) }
  })
  return {
    startedAt: new Date(),
    exited,
    stop: (mode) => child.kill(mode === 'kill' ? 'SIGKILL' : program.stopSignals[mode]),
  }
}
