import { join } from 'node:path'
import type { DockerEngine } from '../docker/docker-engine.ts'
import type { HostAccess } from '../host/host-access.ts'
import type { Identity } from '../link/identity.ts'
import { dropArchive, fetchArchive } from './fetch-archive.ts'
import { judgeArchive } from './judge-archive.ts'

/** Brings images onto this host: from the api alone, by the id that a signed release names. */
export interface ImageFetcher {
  /** Throws a sentence; what has arrived is kept for the next attempt. */
  fetch(imageId: string): Promise<void>
  /** How far an image has come, in words; undefined when it is not being fetched. */
  progress(imageId: string): string | undefined
  /** Ends what is under way. */
  close(): void
}

export interface FetcherWishes {
  readonly docker: Pick<DockerEngine, 'images' | 'imageRoot'>
  readonly host: HostAccess
  /** The agent's own folder, as it is found from here. */
  readonly directory: string
  readonly identity: () => Identity
}

export function makeImageFetcher({ docker, host, directory, identity }: FetcherWishes): ImageFetcher {
  const words = new Map<string, string>()
  const ended = new AbortController()

  async function bring(imageId: string): Promise<void> {
    const path = await fetchArchive({
      imageId,
      identity: identity(),
      folder: join(directory, 'images'),
      imageRoot: host.path(await docker.imageRoot()),
      onProgress: (because) => words.set(imageId, because),
      signal: ended.signal,
    })
    words.set(imageId, 'its image has arrived and is being checked and unpacked')
    try {
      await judgeArchive(path, imageId)
      await docker.images.load(path)
    } finally {
      // Whole but wrong, or unpacked: either way it is of no more use.
      await dropArchive(path)
    }
    if (await docker.images.isHere(imageId)) return
    throw new Error(
      'Docker calls the loaded image by another id: its image store is of another kind than where the image was built',
    )
  }

  return {
    progress: (imageId) => words.get(imageId),
    fetch: (imageId) => bring(imageId).finally(() => words.delete(imageId)),
    close: () => ended.abort(),
  }
}
