import Docker from 'dockerode'

/** The connection to the host's Docker engine; only this folder knows its library. */
export type DockerConnection = Docker

export const connectDocker = (socketPath: string): DockerConnection => new Docker({ socketPath })

/** The HTTP status that Docker answered with, when the error is such an answer. */
export function dockerStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** Waits for an answer and takes some statuses as done: 304 is "already so", 404 "already gone". */
export async function unlessStatus(statuses: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!statuses.includes(dockerStatus(error) ?? 0)) throw error
  }
}
