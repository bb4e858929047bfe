import { readFile } from 'node:fs/promises'
import { newId } from '@holdfast/shared/ids'
import { z } from 'zod'
import { turnEveryPage } from '../hosts/host-store.ts'
import type { Database } from '../platform/database/database.ts'
import type { ReleaseKey } from './release-key.ts'
import { saveRelease } from './release-store.ts'

/** What the platform writes after building its images. */
const BuiltImages = z.array(
  z.object({
    engine: z.string(),
    version: z.string(),
    imageId: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    packages: z.record(z.string(), z.string()),
  }),
)

/** Makes signed releases of the images in this file that have none yet; returns how many are new. */
export async function registerReleases(
  database: Database,
  { file, key }: { file: string; key: ReleaseKey },
): Promise<number> {
  const images = BuiltImages.parse(JSON.parse(await readFile(file, 'utf8')))
  let count = 0
  for (const image of images) {
    const releaseId = newId('re')
    const signed = key.sign({ releaseId, ...image })
    const isNew = await database.transaction(async (tx) => {
      const added = await saveRelease(tx, { id: releaseId, ...image, ...signed })
      if (added) await turnEveryPage(tx)
      return added
    })
    if (isNew) count++
  }
  return count
}
