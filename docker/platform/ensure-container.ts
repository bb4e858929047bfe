import type Docker from 'dockerode'
import type { Installation } from '../installation.ts'
import { type ContainerWish, containerOptions } from './container-wish.ts'
import { INSTALLATION_LABEL, SPEC_LABEL } from './labels.ts'

export interface ContainerState {
  /** The label that says whose it is; undefined when somebody else made it. */
  installation: string | undefined
  spec: string | undefined
  isRunning: boolean
}

export type ContainerStep = 'create' | 'replace' | 'start' | 'keep' | 'refuse'

/** What to do about a container that is `found`, when one with `spec` is wanted. */
export const containerStep = (name: string, spec: string, found: ContainerState | undefined): ContainerStep => {
  if (!found) return 'create'
  if (found.installation !== name) return 'refuse'
  if (found.spec !== spec) return 'replace'
  return found.isRunning ? 'keep' : 'start'
}

const isMissing = (error: unknown) => error instanceof Error && 'statusCode' in error && error.statusCode === 404

const look = async (container: Docker.Container): Promise<ContainerState | undefined> => {
  try {
    const { Config, State } = await container.inspect()
    return {
      installation: Config.Labels[INSTALLATION_LABEL],
      spec: Config.Labels[SPEC_LABEL],
      isRunning: State.Running,
    }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Stops (gracefully, as the container itself says) and removes; nothing happens when it is not there. */
export const removeContainer = async (container: Docker.Container): Promise<void> => {
  try {
    await container.stop().catch((error) => {
      if (error?.statusCode !== 304) throw error
    })
    await container.remove({ force: true, v: true })
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/**
 * Makes the wish true and says whether anything had to be done. A container is replaced only when its specification,
 * its image or what it reads at start has changed.
 * @throws Error when the name belongs to a container that this installation did not make.
 */
export const ensureContainer = async (
  docker: Docker,
  installation: Installation,
  wish: ContainerWish,
): Promise<ContainerStep> => {
  const options = containerOptions(installation, wish)
  const container = docker.getContainer(options.name)
  const found = await look(container)
  const step = containerStep(installation.name, options.Labels?.[SPEC_LABEL] ?? '', found)
  if (step === 'refuse') {
    throw new Error(
      `A container named ${options.name} exists and is not Holdfast's: rename it, or set HOLDFAST_NAME to another name.`,
    )
  }
  if (step === 'replace') await removeContainer(container)
  if (step === 'create' || step === 'replace') await docker.createContainer(options)
  if (step !== 'keep') await docker.getContainer(options.name).start()
  return step
}
