import { readdirSync, readFileSync } from 'node:fs'
import { runProgram } from '../../../../docker/run-program.ts'
import { processesIn } from './cgroups.ts'
import { type Lab, machinesOf } from './lab-places.ts'

/** Everything on this machine that carries the lab's names or lies in its folder, in words. */
export const labLeftovers = async (lab: Lab): Promise<string[]> => {
  const machines = machinesOf(lab)
  const namespaces = [lab.router.namespace, ...machines.map(({ namespace }) => namespace)]
  const lines = async (program: string, ...args: string[]) => (await runProgram(program, args)).split('\n')
  const named = async (what: string, text: string[], names: readonly string[]) =>
    text.filter((line) => names.some((name) => line.includes(name))).map((line) => `${what} ${line}`)
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  const groups = readdirSync('/sys/fs/cgroup', { recursive: false, withFileTypes: true })
    .filter((it) => it.isDirectory())
    .flatMap((it) => readdirSync(`/sys/fs/cgroup/${it.name}`))
  const found = await Promise.all([
    named('namespace', await lines('ip', 'netns', 'list'), namespaces),
    named('link', await lines('ip', '-br', 'link'), [lab.link.name]),
    named('rules', await lines('nft', 'list', 'tables'), [lab.link.name]),
    named('route', await lines('ip', 'route'), [lab.subnet]),
    named('mount', mounts, [`${lab.root}/`]),
    named('loop device', await lines('losetup', '-n', '-l', '-O', 'NAME,BACK-FILE'), [`${lab.root}/`]),
    named(
      'cgroup',
      [...new Set(groups)],
      machines.map(({ cgroup }) => cgroup),
    ),
    named(
      'process of',
      machines.filter(({ cgroup }) => processesIn(cgroup).length > 0).map(({ name }) => name),
      [''],
    ),
  ])
  return found.flat()
}
