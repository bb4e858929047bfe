import type Docker from 'dockerode'
import type { Installation } from '../installation.ts'
import { labelFilter } from './labels.ts'

/** Host ports that running containers of this installation publish. */
export const publishedPorts = async (docker: Docker, installation: Installation): Promise<number[]> => {
  const containers = await docker.listContainers({ filters: labelFilter(installation.name) })
  return containers.flatMap(({ Ports }) => Ports.flatMap(({ PublicPort }) => (PublicPort ? [PublicPort] : [])))
}
