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

/** Stops every container of the installation gracefully and keeps all of them with their data; no port of theirs leads anywhere then. */
export const stopPlatform = async (
  docker: Docker,
  installation: Installation,
  report: (line: string) => void,
): Promise<void> => {
  for (const part of ORDER) {
    const containers = await docker.listContainers({ filters: labelFilter(installation.name, part) })
    if (containers.length === 0) continue
    await stopAll(docker, containers)
    report(
      `stopped ${part === 'instance' || part === 'pooler' ? `${containers.length} ${part}s` : `${installation.name}-${part}`}`,
    )
  }
  await removePath(installation.name)
}
