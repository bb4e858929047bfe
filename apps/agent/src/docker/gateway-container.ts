import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ContainerCreateOptions } from 'dockerode'
import { type DockerConnection, dockerStatus, unlessStatus } from './connect-docker.ts'
import { label } from './labels.ts'
import { canonicalJson } from './spec-hash.ts'

/** The gateway beside this agent, from the same image. */
export interface GatewayContainer {
  /** Whether it runs as this agent would make it. */
  stands(): Promise<boolean>
  /** Makes and starts it; one of another program or other settings is replaced. */
  raise(): Promise<void>
}

export interface GatewayWishes {
  readonly installation: string
  readonly home: string
  readonly logLevel: string
}

const program = '/app/gateway.mjs'
const memoryBytes = 512 * 1024 * 1024

export function gatewayContainer(docker: DockerConnection, wishes: GatewayWishes): GatewayContainer {
  const { installation } = wishes
  const container = docker.getContainer(`${installation}-gateway`)
  const ownImage = async () => (await docker.getContainer(`${installation}-agent`).inspect()).Image
  let spec: string | undefined
  /** Its own program and the Node below it, and no more: an agent's upgrade must not cut a connection. */
  const wantedSpec = async () => {
    spec ??= createHash('sha256')
      .update(canonicalJson([optionsOf(wishes, ''), process.version]))
      .update(await readFile(program))
      .digest('hex')
    return spec
  }
  const look = async () => {
    try {
      const { Config, State } = await container.inspect()
      return { labels: Config.Labels, isRunning: State.Running }
    } catch (error) {
      if (dockerStatus(error) === 404) return undefined
      throw error
    }
  }
  return {
    async stands() {
      const seen = await look()
      return seen?.isRunning === true && seen.labels[label.spec] === (await wantedSpec())
    },
    async raise() {
      const seen = await look()
      const wanted = await wantedSpec()
      if (seen && seen.labels[label.installation] !== installation)
        throw new Error(`a container that is not this installation's has the name ${installation}-gateway`)
      if (seen && seen.labels[label.spec] !== wanted) {
        await unlessStatus([304, 404], container.stop())
        await unlessStatus([404], container.remove({ force: true }))
      }
      if (seen?.labels[label.spec] !== wanted) {
        const labels = { [label.installation]: installation, [label.part]: 'gateway', [label.spec]: wanted }
        const options = optionsOf(wishes, await ownImage())
        await docker.createContainer({ ...options, name: `${installation}-gateway`, Labels: labels })
      }
      await unlessStatus([304], container.start())
    },
  }
}

/** No capability, no Docker, no keys: two folders and the host's network. */
const optionsOf = ({ home, logLevel }: GatewayWishes, image: string): ContainerCreateOptions => ({
  Image: image,
  Cmd: ['node', '--enable-source-maps', program],
  User: '7400:7400',
  Env: [`HOLDFAST_HOME=${home}`, `HOLDFAST_LOG_LEVEL=${logLevel}`],
  StopTimeout: 15,
  HostConfig: {
    NetworkMode: 'host',
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Memory: memoryBytes,
    MemorySwap: memoryBytes,
    NanoCpus: 2e9,
    PidsLimit: 64,
    RestartPolicy: { Name: 'unless-stopped' },
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m' },
    Mounts: [`${home}/run/gateway`, `${home}/gateway`].map((path) => ({
      Type: 'bind',
      Source: path,
      Target: path,
      ReadOnly: false,
    })),
  },
})
