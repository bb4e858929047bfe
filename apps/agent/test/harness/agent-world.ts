import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { forwardingChain, forwardingRules, guardTable, pathTable } from '@holdfast/shared/tenant-bridges'
import { type ApiPeer, startApiPeer } from './api-peer.ts'
import { gatewayProgram } from './gateway-process.ts'
import { runDocker } from './run-docker.ts'

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const unprivileged = { uid: 7400, gid: 7400 }
const run = promisify(execFile)

/** A host of its own on this machine: a home, a name, a block of addresses, the api's other end and an agent process. */
export interface AgentWorld {
  readonly name: string
  readonly home: string
  readonly peer: ApiPeer
  /** The agent's environment. */
  readonly settings: Readonly<Record<string, string>>
  /** `through`: a program and its arguments that runs the agent, as `setpriv` does with fewer rights. */
  startAgent(environment?: Record<string, string>, through?: readonly string[]): void
  /** The gateway as its own unprivileged process in the same home. */
  startGateway(): Promise<void>
  /** The gateway's process; throws while there is none. */
  gatewayPid(): number
  stopAgent(signal?: NodeJS.Signals): Promise<void>
  log(): string
  /** Waits for an observed page that satisfies; fails with the last page and the agent's log. */
  until(what: string, satisfies: (page: ObservedHost) => boolean, limitMs?: number): Promise<ObservedHost>
  /** Ids of this installation's instance containers. */
  containers(): Promise<string[]>
  path(...parts: string[]): string
  remove(): Promise<void>
}

/** With a `beside` both hosts are of one installation. */
export async function makeAgentWorld(beside?: AgentWorld): Promise<AgentWorld> {
  const suffix = randomBytes(3).toString('hex')
  const name = `hf-agent-${suffix}`
  const home = await mkdtemp(join(tmpdir(), 'hf-agent-'))
  const peer = await startApiPeer(beside?.peer.ca)
  await writeFile(join(home, 'token'), peer.token, { mode: 0o600 })
  await writeFile(join(home, 'ca.pem'), peer.ca.pem)
  await chmod(home, 0o755)
  const gateway = new HostProcess(gatewayProgram, { HOLDFAST_HOME: home })
  const settings = {
    HOLDFAST_NAME: name,
    HOLDFAST_HOME: home,
    HOLDFAST_JOIN_URL: peer.url,
    HOLDFAST_JOIN_TOKEN_FILE: join(home, 'token'),
    HOLDFAST_CA_FILE: join(home, 'ca.pem'),
    HOLDFAST_SUBNETS: `10.211.${Number.parseInt(suffix.slice(0, 2), 16)}.0/24`,
    HOLDFAST_PEER_PORT: '0',
    HOLDFAST_LOG_LEVEL: 'debug',
  }
  const agent = new HostProcess(program, settings)

  return {
    name,
    home,
    peer,
    settings,
    startAgent: (environment = {}, through = []) => agent.start(environment, { through }),
    async startGateway() {
      for (const path of ['run', 'run/gateway', 'gateway']) {
        await mkdir(join(home, path), { recursive: true, mode: 0o755 })
        if (path !== 'run') await chown(join(home, path), unprivileged.uid, unprivileged.gid)
      }
      gateway.start({}, unprivileged)
    },
    gatewayPid: () => gateway.pid,
    stopAgent: (signal = 'SIGTERM') => agent.stop(signal),
    log: () => agent.log,
    async until(what, satisfies, limitMs = 30_000) {
      for (const end = Date.now() + limitMs; Date.now() < end; await sleep(5)) {
        const page = peer.observed()
        if (page && satisfies(page)) return page
      }
      const last = JSON.stringify(peer.observed(), null, 1)
      throw new Error(`${what} did not come about\n${last}\n${agent.log.slice(-6_000)}`)
    },
    containers: () => containersOf(name),
    path: (...parts) => join(home, ...parts),
    async remove() {
      await agent.stop('SIGTERM')
      await gateway.stop('SIGTERM')
      await peer.close()
      await removeWorld(name, home)
    },
  }
}

class HostProcess {
  log = ''
  readonly #program: string
  readonly #settings: Record<string, string>
  #child: ChildProcess | undefined

  constructor(program: string, settings: Record<string, string>) {
    this.#program = program
    this.#settings = settings
  }

  start(
    environment: Record<string, string>,
    { through = [], ...user }: { uid?: number; gid?: number; through?: readonly string[] } = {},
  ): void {
    const env = { ...this.#settings, ...environment }
    const [program = process.execPath, ...args] = [...through, process.execPath, this.#program]
    const child = spawn(program, args, { env, ...user })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        this.log += chunk
      })
    this.#child = child
  }

  get pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined) throw new Error('it was not started')
    return pid
  }

  stop(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  }
}

async function containersOf(installation: string): Promise<string[]> {
  const ours = ['--filter', `label=holdfast.installation=${installation}`]
  return (await runDocker('ps', '-aq', '--no-trunc', ...ours)).split('\n').filter(Boolean)
}

async function removeWorld(installation: string, home: string): Promise<void> {
  const left = await containersOf(installation)
  if (left.length > 0) await runDocker('rm', '-fv', ...left)
  const networks = await runDocker('network', 'ls', '-q', '--filter', `label=holdfast.installation=${installation}`)
  for (const network of networks.split('\n').filter(Boolean)) await runDocker('network', 'rm', network)
  await run('nft', ['delete', 'table', 'inet', guardTable(installation)]).catch(() => undefined)
  await run('nft', ['delete', 'table', 'ip', pathTable(installation)]).catch(() => undefined)
  for (const rule of forwardingRules(installation))
    await run('iptables', ['-w', '-D', forwardingChain, ...rule]).catch(() => undefined)
  await closeMounts(home)
  await rm(home, { recursive: true, force: true })
}

/** Lets go of every mount and loop device below a folder. */
async function closeMounts(home: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[4] ?? '')
  for (const mount of mounts.filter((it) => it.startsWith(`${home}/`))) await run('umount', [mount])
  const { stdout } = await run('losetup', ['-n', '-O', 'NAME,BACK-FILE', '--raw'])
  for (const line of stdout.split('\n')) {
    const [device, file] = line.split(' ')
    if (device && file?.startsWith(`${home}/`)) await run('losetup', ['-d', device])
  }
}
