import type Docker from 'dockerode'
import type { Installation } from './installation.ts'
import { labelFilter, type Part } from './platform/labels.ts'
import { removePath } from './wipe/remove-path.ts'

/**
 * The agent first, or it would bring back what stops; then poolers and instances behind the gateway, the gateway, and the
 * control plane from its outside in, so that the store is the last to write.
 */
const ORDER: Part[] = ['agent', 'pooler', 'instance', 'gateway', 'api', 'metrics', 'clock', 'store']

const stopAll = async (docker: Docker, containers: Docker.ContainerInfo[]) => {
  const stopOne = async ({ Id }: Docker.ContainerInfo) => {
    await docker
      .getContainer(Id)
      .stop()
      .catch((error) => {
        if (error?.statusCode !== 304 && error?.statusCode !== 404) throw error
      })
  }
  await Promise.all(containers.map(stopOne))
}

const listPart = async (docker: Docker, { name }: Installation, part: Part) => {
  const containers = await docker.listContainers({ filters: labelFilter(name, part) })
  return { docker, containers }
}

/**
 * Stops every container of the installation gracefully, on all of its engines, and keeps all of them with their data; no port of theirs
 * leads anywhere then.
 */
export const stopPlatform = async (
  dockers: Docker[],
  installation: Installation,
  report: (line: string) => void,
): Promise<void> => {
  for (const part of ORDER) {
    const found = await Promise.all(dockers.map((docker) => listPart(docker, installation, part)))
    await Promise.all(found.map(({ docker, containers }) => stopAll(docker, containers)))
    const count = found.reduce((sum, { containers }) => sum + containers.length, 0)
    const isSeveral = count > 1 || part === 'instance' || part === 'pooler'
    if (count > 0) report(`stopped ${isSeveral ? `${count} ${part}s` : `${installation.name}-${part}`}`)
  }
  await removePath(installation.name)
}
