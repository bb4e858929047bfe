import type { Installed } from './parts.ts'

/**
 * Replaces a container by one of another image with the same content, as `npm start` does with a newer version. Gives the way to
 * remove that image, for when the container is gone.
 */
export async function upgradePart({ docker, name }: Installed, containerId: string): Promise<() => Promise<void>> {
  const old = docker.getContainer(containerId)
  const { Name, Config, HostConfig } = await old.inspect()
  const { Id: image } = await old.commit({ changes: `LABEL holdfast.upgraded=${name}`, pause: false })
  await old.stop()
  await old.remove({ v: true })
  const options = { ...Config, Image: image, HostConfig, name: Name.replace(/^\//, '') }
  await (await docker.createContainer(options)).start()
  return () => docker.getImage(image).remove()
}
