import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { type DockerConnection, dockerStatus } from './connect-docker.ts'
import { followLoad } from './follow-load.ts'

export interface Images {
  /** Whether an image with this content-addressed id is on the host. A yes is remembered until `forget`. */
  isHere(imageId: string): Promise<boolean>
  /** Unpacks an archive of images. Throws what Docker says is wrong with it. */
  load(path: string): Promise<void>
  /** Called when Docker tells that images changed. */
  forget(): void
}

export function hostImages(docker: DockerConnection): Images {
  const here = new Set<string>()
  return {
    async isHere(imageId) {
      // Only an id says what is in an image; a name could be moved to another one.
      if (!/^sha256:[0-9a-f]{64}$/.test(imageId)) return false
      if (here.has(imageId)) return true
      try {
        await docker.getImage(imageId).inspect()
        here.add(imageId)
        return true
      } catch (error) {
        if (dockerStatus(error) === 404) return false
        throw error
      }
    },
    async load(path) {
      await followLoad((await docker.loadImage(createReadStream(path), { quiet: true })) as Readable)
      here.clear()
    },
    forget: () => here.clear(),
  }
}
