import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Docker from 'dockerode'
import { waitUntil } from '../../../../docker/platform/wait-until.ts'
import { inNamespace } from './in-namespace.ts'
import { killAll, signal } from './kill-machine.ts'
import type { LabMachine } from './lab-places.ts'
import type { Ledger } from './ledger.ts'

const placesIn = ({ folder }: LabMachine) => ({
  config: join(folder, 'daemon.json'),
  data: join(folder, 'data'),
  exec: join(folder, 'exec'),
  pid: join(folder, 'docker.pid'),
  log: join(folder, 'dockerd.log'),
})

/** Everything in the file and nothing in the arguments, so that this machine's own settings of Docker are not read. */
const configOf = (machine: LabMachine) => {
  const { data, exec, pid } = placesIn(machine)
  return {
    'data-root': data,
    'exec-root': exec,
    hosts: [`unix://${machine.socket}`],
    pidfile: pid,
    'userland-proxy': false,
    'live-restore': true,
    'cgroup-parent': `/${machine.cgroup}`,
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'log-level': 'warn',
  }
}

/** Where an engine that is not running keeps images and containers. */
export const dataRootOf = (machine: LabMachine): string => placesIn(machine).data

export const engineOf = ({ socket }: LabMachine): Docker => new Docker({ socketPath: socket })

/** Whether the machine's engine answers. */
export const isEngineUp = async (machine: LabMachine): Promise<boolean> => {
  if (!existsSync(machine.socket)) return false
  const docker = new Docker({ socketPath: machine.socket, timeout: 5_000 })
  return docker.ping().then(
    () => true,
    () => false,
  )
}

/** Starts the machine's engine and waits for its first answer. Containers that shall always run come back with it. */
export const startEngine = async (machine: LabMachine, ledger: Ledger): Promise<void> => {
  if (await isEngineUp(machine)) return
  const places = placesIn(machine)
  for (const folder of [places.data, places.exec]) mkdirSync(folder, { recursive: true, mode: 0o711 })
  // Left behind by an engine that was killed; the next one refuses to start beside them.
  for (const stale of [places.pid, join(places.exec, 'containerd', 'containerd.pid')]) rmSync(stale, { force: true })
  writeFileSync(places.config, JSON.stringify(configOf(machine)))
  ledger.note({ kind: 'cgroup', name: machine.cgroup })
  const [program, ...args] = inNamespace(machine.namespace, ['dockerd', '--config-file', places.config])
  const log = openSync(places.log, 'a', 0o600)
  const engine = spawn(program, args, { detached: true, stdio: ['ignore', log, log] })
  let failure: string | undefined
  engine.on('error', (error) => (failure = error.message))
  engine.on('exit', (code) => (failure = `it ended with ${code}`))
  engine.unref()
  const what = `Docker of ${machine.namespace} (its log: ${places.log})`
  await waitUntil({ what, withinSeconds: 60, everyMs: 50 }, async () => {
    if (failure !== undefined) throw new Error(failure)
    return (await isEngineUp(machine)) ? { value: undefined } : 'it does not answer on its socket'
  })
}

const enginePid = (machine: LabMachine): number | undefined => {
  const { pid } = placesIn(machine)
  return existsSync(pid) ? Number(readFileSync(pid, 'utf8').trim()) : undefined
}

/** Sends a signal to the engine alone: with `live-restore` its containers go on. */
export const signalEngine = (machine: LabMachine, name: NodeJS.Signals): void => {
  const pid = enginePid(machine)
  if (pid === undefined) throw new Error(`Docker of ${machine.namespace} is not running`)
  signal(pid, name)
}

/** Ends every process of the machine at once, like a power failure. */
export const killMachine = (machine: LabMachine): Promise<void> =>
  killAll({ cgroups: [machine.cgroup], namespaces: [machine.namespace] })
