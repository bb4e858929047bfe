import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'

export const strikes = ['kill', 'freeze', 'restart'] as const
export type Strike = (typeof strikes)[number]

/** What Docker says of a container that is gone, or is already as it should be. */
const isMoot = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && [304, 404, 409].includes(Number(error.statusCode))

const unlessMoot = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (isMoot(error)) return false
      throw error
    },
  )

/** Kills the process and not the container, so that Docker does what it does when a program crashes. */
async function killProcess(container: Docker.Container): Promise<boolean> {
  const { State } = await container.inspect()
  // 0 is said of a container that is not up, and would be our own process group.
  if (!(State.Pid > 1)) return false
  try {
    process.kill(State.Pid, 'SIGKILL')
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Stops every process of the container for a while; its connections stay open and nothing answers. */
async function freeze(container: Docker.Container, forMs: number): Promise<boolean> {
  if (!(await unlessMoot(container.pause()))) return false
  await sleep(forMs)
  await unlessMoot(container.unpause())
  return true
}

const blows: Record<Strike, (container: Docker.Container, forMs: number) => Promise<boolean>> = {
  kill: (container) => killProcess(container).catch(notThere),
  freeze,
  restart: (container) => unlessMoot(container.restart()),
}

const notThere = (error: unknown): boolean => {
  if (isMoot(error)) return false
  throw error
}

/** Strikes one container and ends when it can go on by itself. False when there was nothing to hit any more. */
export const strikePart = (container: Docker.Container, strike: Strike, forMs: number): Promise<boolean> =>
  blows[strike](container, forMs)
