import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'

export const strikes = ['kill', 'freeze', 'restart'] as const
export type Strike = (typeof strikes)[number]

/** What Docker says of a container that is gone, does not run, or is already as it should be. */
const isMoot = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && [304, 404, 409].includes(Number(error.statusCode))

const notThere = (error: unknown): boolean => {
  if (isMoot(error)) return false
  throw error
}

/** Whether the signal found the process. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Kills the process and not the container, so that Docker does what it does when a program crashes. */
async function killProcess(container: Docker.Container): Promise<boolean> {
  const { State } = await container.inspect()
  // 0 is said of a container that is not up, and would be our own process group.
  return State.Pid > 1 && signal(State.Pid, 'SIGKILL')
}

/** Processes of the container by their numbers on this machine, parents before their children. */
async function listPids(container: Docker.Container): Promise<number[]> {
  const { Titles, Processes } = await container.top()
  const at = Titles.indexOf('PID')
  return Processes.map((row: string[]) => Number(row[at])).filter((pid: number) => pid > 1)
}

/**
 * Stops every process of the container for a while; its connections stay open and nothing answers. By signals: Docker's own pause
 * gives up on a busy machine.
 */
async function freeze(container: Docker.Container, forMs: number): Promise<boolean> {
  const stopped = new Set<number>()
  // Twice: one may have been begun while the others were stopped.
  for (let round = 0; round < 2; round++)
    for (const pid of await listPids(container)) if (signal(pid, 'SIGSTOP')) stopped.add(pid)
  await sleep(forMs)
  for (const pid of stopped) signal(pid, 'SIGCONT')
  return stopped.size > 0
}

const blows: Record<Strike, (container: Docker.Container, forMs: number) => Promise<boolean>> = {
  kill: (container) => killProcess(container).catch(notThere),
  freeze: (container, forMs) => freeze(container, forMs).catch(notThere),
  restart: (container) => container.restart().then(() => true, notThere),
}

/** Strikes one container and ends when it can go on by itself. False when there was nothing to hit any more. */
export const strikePart = (container: Docker.Container, strike: Strike, forMs: number): Promise<boolean> =>
  blows[strike](container, forMs)
