import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { runProgram, tryProgram } from '../../../../docker/run-program.ts'
import { closeVolumes } from '../../../../docker/wipe/close-volumes.ts'
import { removeGroup } from './cgroups.ts'
import { inNamespace } from './in-namespace.ts'
import { killAll, signal } from './kill-machine.ts'
import type { Ledger, Made } from './ledger.ts'
import { livingProcess } from './pid-file.ts'

const removeNamespace = async (name: string) => {
  if (!existsSync(`/run/netns/${name}`)) return
  await killAll({ cgroups: [], namespaces: [name] })
  await runProgram('ip', ['netns', 'delete', name])
}

const removeLink = async (name: string) => {
  if (existsSync(`/sys/class/net/${name}`)) await runProgram('ip', ['link', 'delete', name])
}

const removeTable = async ({ namespace, name }: { namespace: string | null; name: string }) => {
  if (namespace !== null && !existsSync(`/run/netns/${namespace}`)) return
  const [program, ...args] = inNamespace(namespace, ['nft', 'delete', 'table', ...name.split(' ')])
  const { exitCode, stderr } = await tryProgram(program, args)
  if (exitCode !== 0 && !/no such file/i.test(stderr)) throw new Error(`${name} could not be removed: ${stderr.trim()}`)
}

const removeFolder = async (path: string) => {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  const held = mounts.find((line) => line.split(' ')[4]?.startsWith(`${path}/`))
  if (held) throw new Error(`${path} cannot be removed: something is mounted below it (${held.split(' ')[4]})`)
  // Tens of thousands of links: the program is much faster than Node, and does not block it.
  await runProgram('rm', ['-rf', '--one-file-system', path])
}

const endProcess = (pidFile: string) => {
  const pid = livingProcess(pidFile)
  if (pid !== undefined) signal(pid, 'SIGKILL')
  rmSync(pidFile, { force: true })
}

const undoOne = async (thing: Made): Promise<unknown> => {
  switch (thing.kind) {
    case 'namespace':
      return removeNamespace(thing.name)
    case 'link':
      return removeLink(thing.name)
    case 'table':
      return removeTable(thing)
    case 'cgroup':
      await killAll({ cgroups: [thing.name], namespaces: [] })
      return removeGroup(thing.name)
    case 'volumes':
      return existsSync(thing.folder) && readdirSync(thing.folder).length > 0 ? closeVolumes(thing.folder) : undefined
    case 'folder':
      return removeFolder(thing.path)
    case 'process':
      return endProcess(thing.pidFile)
  }
}

/** Takes one thing away, if it is there, and forgets it. The same code after a crash as in a good life. */
export const undo = async (ledger: Ledger, thing: Made): Promise<void> => {
  await undoOne(thing)
  ledger.forget(thing)
}

/** Takes away everything that may exist, the newest first and folders last, but for what is `kept`. */
export const undoAll = async (ledger: Ledger, kept: readonly Made['kind'][] = []): Promise<void> => {
  const things = ledger.list().filter(({ kind }) => !kept.includes(kind))
  for (const thing of things.filter(({ kind }) => kind !== 'folder').reverse()) await undo(ledger, thing)
  await Promise.all(things.filter(({ kind }) => kind === 'folder').map((thing) => undo(ledger, thing)))
}
