import { type DockerConnection, dockerStatus } from './connect-docker.ts'

export interface Images {
  /** Whether an image with this content-addressed id is on the host. A yes is remembered until `forget`. */
  isHere(imageId: string): Promise<boolean>
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
    forget: () => here.clear(),
  }
}
