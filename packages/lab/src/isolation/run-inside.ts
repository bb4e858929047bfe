import { execFile } from 'node:child_process'

export interface Ended {
  readonly status: number
  /** The last thing it said. */
  readonly said: string
}

/** Runs a shell script in a container as the container's own user, to its end. */
export const runInside = (container: string, script: string, user?: string): Promise<Ended> =>
  new Promise((resolve) => {
    const asUser = user ? ['--user', user] : []
    execFile('docker', ['exec', ...asUser, container, 'bash', '-c', script], (error, stdout, stderr) => {
      const status = error ? Number(error.code ?? 1) : 0
      resolve({ status, said: `${stdout}${stderr}`.trim().slice(-200) })
    })
  })
