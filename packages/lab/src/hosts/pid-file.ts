import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** When a process began, in the kernel's ticks: with it, a number cannot be taken for a later process. */
const beginOf = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]
  } catch {
    return undefined
  }
}

export const writePidFile = (path: string, pid: number): void => writeFileSync(path, `${pid} ${beginOf(pid) ?? ''}\n`)

/** The number of the process that the file was written for, while that very process lives. */
export const livingProcess = (path: string): number | undefined => {
  if (!existsSync(path)) return undefined
  const [pid = '', begin] = readFileSync(path, 'utf8').trim().split(' ')
  return begin !== undefined && beginOf(Number(pid)) === begin ? Number(pid) : undefined
}
