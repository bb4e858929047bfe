import { cpus, release, uptime } from 'node:os'
import type { TaskOrder, TaskReport } from '@holdfast/shared/state/tasks'
import type { DockerEngine } from '../docker/docker-engine.ts'
import type { HostAccess } from '../host/host-access.ts'
import { readMounts } from '../host/mounts.ts'
import type { Link } from '../link/link.ts'
import type { HostPaths } from '../paths.ts'
import type { Volumes } from '../volumes/volumes.ts'

export type TaskFacts = Pick<TaskReport, 'note' | 'facts'>

/** Code for every order of the closed list; a new order without code does not compile. */
export type TaskAppliers = { readonly [Order in TaskOrder['do']]: () => Promise<TaskFacts> }

interface TaskTools {
  readonly docker: DockerEngine
  readonly volumes: Volumes
  readonly host: HostAccess
  readonly paths: HostPaths
  readonly link: () => Pick<Link, 'renewHostCertificate'>
}

export const makeTaskAppliers = (tools: TaskTools): TaskAppliers => ({
  'inspect-host': () => inspectHost(tools),
  'renew-host-certificate': async () => {
    await tools.link().renewHostCertificate()
    return { note: 'the host certificate was renewed', facts: {} }
  },
})

async function inspectHost({ docker, volumes, host, paths }: TaskTools): Promise<TaskFacts> {
  const [dockerVersion, { there }, mounts] = await Promise.all([
    docker.version(),
    volumes.look(),
    readMounts(host.mountsFile()),
  ])
  return {
    note: 'the host was inspected',
    facts: {
      kernel: release(),
      uptimeSeconds: Math.floor(uptime()),
      processor: cpus()[0]?.model ?? 'unknown',
      dockerVersion,
      volumes: there.length,
      volumesMounted: mounts.filter((it) => it.target.startsWith(`${paths.mounts}/`)).length,
      newVolumes: volumes.formatFor('image-ext4'),
    },
  }
}
