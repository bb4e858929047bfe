import Docker from 'dockerode'
import type { Installation } from '../installation.ts'
import { publishedPorts } from '../platform/published-ports.ts'
import { doorsOf } from '../simulated-hosts.ts'
import { findObstacle, lookAtMachine } from './check-machine.ts'
import { askDocker, startDocker } from './dockerd.ts'
import { ensureSystemPackages, type Need } from './system-packages.ts'

export interface EnsureDockerOptions {
  installation: Installation
  /** Programs that must be there beside Docker. */
  needs: Need[]
  report: (line: string) => void
}

/**
 * Checks the machine, installs what is missing and starts Docker when it does not answer. Nothing is installed or
 * started when a check fails. @throws Error with one sentence and its remedy.
 */
export const ensureDocker = async ({ installation, needs, report }: EnsureDockerOptions): Promise<Docker> => {
  const socketPath = installation.settings.HOLDFAST_DOCKER_SOCKET
  const docker = new Docker({ socketPath })
  const answer = await askDocker(socketPath)
  if (answer === 'not-allowed') {
    throw new Error(`This account may not use Docker (${socketPath}): run this as root, or add it to the group docker.`)
  }
  const isRunning = answer === 'answers'
  const published = isRunning ? await publishedPorts(docker, installation) : []
  const ownPorts = [...published, ...doorsOf(installation)]
  const obstacle = findObstacle(await lookAtMachine(installation, ownPorts))
  if (obstacle) throw new Error(obstacle)
  await ensureSystemPackages({ needs, hasDocker: isRunning, report })
  if (!isRunning) {
    report('starting Docker …')
    await startDocker(socketPath, installation.home)
  }
  return docker
}
