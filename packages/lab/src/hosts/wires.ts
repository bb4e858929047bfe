import { existsSync } from 'node:fs'
import { runProgram, tryProgram } from '../../../../docker/run-program.ts'
import { inNamespace } from './in-namespace.ts'
import type { Lab, LabMachine } from './lab-places.ts'
import type { Ledger } from './ledger.ts'

const run = (namespace: string | null, ...command: [string, ...string[]]) => {
  const [program, ...args] = inNamespace(namespace, command)
  return runProgram(program, args)
}

const addNamespace = async (ledger: Ledger, name: string) => {
  ledger.note({ kind: 'namespace', name })
  await runProgram('ip', ['netns', 'add', name])
  await run(name, 'ip', 'link', 'set', 'lo', 'up')
}

/** The last thing that is laid in each: where it is, all before it is there. */
const hasRoute = async (namespace: string | null, route: string, device: string): Promise<boolean> => {
  const [program, ...args] = inNamespace(namespace, ['ip', '-4', 'route', 'show', 'exact', route, 'dev', device])
  const { exitCode, stdout } = await tryProgram(program, args)
  return exitCode === 0 && stdout !== ''
}

export const isRouterLaid = ({ router, link, subnet }: Lab): Promise<boolean> =>
  existsSync(`/run/netns/${router.namespace}`) ? hasRoute(null, subnet, link.name) : Promise.resolve(false)

export const isMachineLaid = ({ namespace }: LabMachine): Promise<boolean> => hasRoute(namespace, 'default', 'eth0')

/**
 * The router: a namespace that every link ends in. Nothing of the machine's own forwarding is touched, and whatever shall not
 * pass between two hosts is stopped in one place, by direction.
 */
export const layRouter = async (lab: Lab, ledger: Ledger): Promise<void> => {
  const { router, link } = lab
  await tryProgram('ip', ['link', 'delete', link.name])
  await addNamespace(ledger, router.namespace)
  await run(router.namespace, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
  await run(router.namespace, 'ip', 'addr', 'add', `${router.address}/32`, 'dev', 'lo')
  ledger.note({ kind: 'link', name: link.name })
  await runProgram('ip', [
    'link',
    'add',
    link.name,
    'type',
    'veth',
    'peer',
    'name',
    'machine',
    'netns',
    router.namespace,
  ])
  await runProgram('ip', ['addr', 'add', link.address, 'peer', router.address, 'dev', link.name])
  await runProgram('ip', ['link', 'set', link.name, 'up'])
  await run(router.namespace, 'ip', 'link', 'set', 'machine', 'up')
  await run(router.namespace, 'ip', 'route', 'add', link.address, 'dev', 'machine')
  // Fails when another lab has the same addresses: so no two of them ever share one.
  await runProgram('ip', ['route', 'add', lab.subnet, 'via', router.address, 'dev', link.name])
}

/** A machine's namespace and its routed pair to the router. */
export const layMachine = async ({ router }: Lab, machine: LabMachine, ledger: Ledger): Promise<void> => {
  const { namespace, address, link } = machine
  // The kernel takes a namespace apart some time after its end, and with it the pair of an earlier one.
  const [program, ...args] = inNamespace(router.namespace, ['ip', 'link', 'delete', link])
  await tryProgram(program, args)
  await addNamespace(ledger, namespace)
  await run(router.namespace, 'ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace)
  await run(router.namespace, 'ip', 'link', 'set', link, 'up')
  await run(router.namespace, 'ip', 'route', 'add', address, 'dev', link)
  await run(namespace, 'ip', 'addr', 'add', address, 'peer', router.address, 'dev', 'eth0')
  await run(namespace, 'ip', 'link', 'set', 'eth0', 'up')
  await run(namespace, 'ip', 'route', 'add', 'default', 'via', router.address, 'dev', 'eth0')
}

/** The control plane's ports, as this machine's loopback shows them. */
export const openLoopbackDoor = async (lab: Lab, ports: readonly number[], ledger: Ledger): Promise<void> => {
  const { link, control } = lab
  const table = `ip ${link.name}_door`
  const arrive = ports.map((port) => `ip daddr 127.0.0.1 tcp dport ${port} dnat to ${control.address}:${port}`)
  const batch = [
    `add table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    'chain output {',
    'type nat hook output priority -110; policy accept;',
    ...arrive,
    '}',
    'chain postrouting {',
    'type nat hook postrouting priority 90; policy accept;',
    `oifname "${link.name}" ip saddr 127.0.0.0/8 masquerade`,
    '}',
    '}',
    '',
  ].join('\n')
  ledger.note({ kind: 'table', namespace: null, name: table })
  await runProgram('sysctl', ['-qw', `net.ipv4.conf.${link.name}.route_localnet=1`])
  await runProgram('nft', [batch])
}
