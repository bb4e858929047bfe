import { rm } from 'node:fs/promises'
import { MiB } from '@holdfast/shared/units'
import type { HostAccess } from '../host/host-access.ts'
import type { HostPaths } from '../paths.ts'
import { imageExt4 } from './image-ext4.ts'

/** Tries a small volume from birth to end; undefined when it worked, else the reason why images cannot be used here. */
export async function whyNoImages(host: HostAccess, paths: HostPaths): Promise<string | undefined> {
  const volumeId = `vo_probe-${process.pid}-${Date.now().toString(36)}`
  const driver = imageExt4(host, paths)
  try {
    await driver.create({ volumeId, sizeBytes: 16 * MiB })
    await driver.open(volumeId)
    await driver.erase(volumeId)
    return undefined
  } catch (error) {
    await driver.erase(volumeId).catch(() => undefined)
    await rm(host.path(paths.image(volumeId)), { force: true })
    return error instanceof Error ? error.message : String(error)
  }
}
