import { readFile } from 'node:fs/promises'
import { runProgram } from './run-program.ts'

/**
 * The way to the host's own files and mounts. As a plain process that is direct. In a container the host is seen
 * through the namespace of the container's own containerd-shim: the engine resolves bind sources there, so what is
 * mounted there is what instances get.
 */
export interface HostAccess {
  /** Where a path of the host is found from here. */
  path(hostPath: string): string
  /** Runs one of the host's own programs in the host's mount namespace. */
  run(program: 'mount' | 'umount' | 'losetup' | 'iptables', args: readonly string[]): Promise<string>
  /** The host's list of mounts. */
  mountsFile(): string
}

export async function reachHost(how: 'auto' | 'direct' | 'shim'): Promise<HostAccess> {
  if (how === 'direct') return direct
  const shim = await findShim(process.pid)
  if (shim !== undefined) return throughShim(shim)
  if (how === 'shim') throw new Error('no containerd-shim among the parents of this process: is --pid host given?')
  return direct
}

const direct: HostAccess = {
  path: (hostPath) => hostPath,
  run: runProgram,
  mountsFile: () => '/proc/self/mountinfo',
}

const throughShim = (shim: number): HostAccess => ({
  path: (hostPath) => `/proc/${shim}/root${hostPath}`,
  run: (program, args) => runProgram('nsenter', ['-t', String(shim), '-m', '--', program, ...args]),
  mountsFile: () => `/proc/${shim}/mountinfo`,
})

async function findShim(from: number): Promise<number | undefined> {
  for (let pid = from; pid > 1; ) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    if (/^Name:\s+containerd-shim/m.test(status)) return pid
    pid = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0)
  }
  return undefined
}
