import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Docker from 'dockerode'
import { waitUntil } from '../platform/wait-until.ts'
import { runProgram } from '../run-program.ts'

/** Left behind when the engine was killed; the engine refuses to start while they are there. */
const PID_FILES = ['/var/run/docker.pid', '/var/run/docker/containerd/containerd.pid']

export type EngineAnswer = 'answers' | 'not-allowed' | 'silent'

/** Whether Docker answers on its socket. */
export const askDocker = async (socketPath: string): Promise<EngineAnswer> => {
  try {
    await new Docker({ socketPath, timeout: 5_000 }).ping()
    return 'answers'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'EACCES' || code === 'EPERM' ? 'not-allowed' : 'silent'
  }
}

/** A pid file is stale when no process has the number, or a process of another program has it by now. */
export const isStalePid = (text: string, programOf: (pid: number) => string | undefined): boolean => {
  const program = programOf(Number(text.trim()))
  return program !== 'dockerd' && program !== 'containerd'
}

const programOf = (pid: number): string | undefined => {
  try {
    return Number.isInteger(pid) && pid > 0 ? basename(readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) : undefined
  } catch {
    return undefined
  }
}

const removeStalePidFiles = () => {
  for (const path of PID_FILES) {
    if (existsSync(path) && isStalePid(readFileSync(path, 'utf8'), programOf)) rmSync(path, { force: true })
  }
}

const isSystemd = () => existsSync('/run/systemd/system')

const startAlone = (home: string) => {
  removeStalePidFiles()
  mkdirSync(home, { recursive: true, mode: 0o755 })
  const log = openSync(join(home, 'dockerd.log'), 'a', 0o600)
  const child = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] })
  child.on('error', () => undefined)
  child.unref()
  if (child.pid) writeFileSync(join(home, 'dockerd.pid'), `${child.pid}\n`, { mode: 0o600 })
  return child
}

/** Starts the installed engine and waits for its answer. @throws Error that names the log to look into. */
export const startDocker = async (socketPath: string, home: string): Promise<void> => {
  let alone = isSystemd() ? undefined : startAlone(home)
  if (!alone) await runProgram('systemctl', ['start', 'docker'])
  const log = isSystemd() ? 'journalctl -u docker' : join(home, 'dockerd.log')
  await waitUntil({ what: `Docker (its log: ${log})`, withinSeconds: 45 }, async () => {
    if ((await askDocker(socketPath)) === 'answers') return { value: undefined }
    // It refuses to start while an engine that was killed just now is not yet gone from the process table.
    if (alone && alone.exitCode !== null) alone = startAlone(home)
    return 'it does not answer on its socket'
  })
}
