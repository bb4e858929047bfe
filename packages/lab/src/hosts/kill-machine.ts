import { existsSync } from 'node:fs'
import { waitUntil } from '../../../../docker/platform/wait-until.ts'
import { runProgram } from '../../../../docker/run-program.ts'
import { processesIn, setFrozen } from './cgroups.ts'

/** Processes whose network is the namespace: the engine, its shims, and containers that share the host's network. */
export const processesOfNamespace = async (namespace: string): Promise<number[]> => {
  if (!existsSync(`/run/netns/${namespace}`)) return []
  return (await runProgram('ip', ['netns', 'pids', namespace])).split('\n').filter(Boolean).map(Number)
}

/** Sends a signal; a process that has ended meanwhile is no error. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Ends every process of the given groups and namespaces at once, frozen ones too, and waits until none is left. */
export const killAll = async (wanted: { cgroups: readonly string[]; namespaces: readonly string[] }): Promise<void> => {
  const list = async () => {
    const ofNamespaces = await Promise.all(wanted.namespaces.map(processesOfNamespace))
    return [...new Set([...wanted.cgroups.flatMap(processesIn), ...ofNamespaces.flat()])]
  }
  const what = `The end of ${[...wanted.cgroups, ...wanted.namespaces].join(', ')}`
  await waitUntil({ what, withinSeconds: 60, everyMs: 50 }, async () => {
    const left = await list()
    if (left.length === 0) return { value: undefined }
    for (const group of wanted.cgroups) setFrozen(group, false)
    for (const pid of left) signal(pid, 'SIGKILL')
    return `${left.length} processes are still there`
  })
}
