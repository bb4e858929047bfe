import { chmod, chown, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VolumeFormat } from '@holdfast/shared/state/desired'
import { z } from 'zod'

const Marker = z.object({ volumeId: z.string(), format: VolumeFormat, sizeBytes: z.int().nonnegative() })
export type Marker = z.infer<typeof Marker>

const fileName = '.holdfast-volume.json'
const ours = new Set(['lost+found', 'volume', fileName, `${fileName}.new`])
/** Uid and gid of every engine image's own user. */
const engineUser = 5432

/** What the marker says; undefined when there is none, as in the bare directory below an unmounted volume. */
export async function readMarker(mountRoot: string): Promise<Marker | undefined> {
  const text = await readFile(join(mountRoot, fileName), 'utf8').catch(() => '')
  try {
    return Marker.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Lays out a new file system, or checks that a used one is the volume that was asked for. */
export async function claimMountRoot(mountRoot: string, wanted: Marker): Promise<void> {
  const marker = await readMarker(mountRoot)
  if (marker && marker.volumeId !== wanted.volumeId)
    throw new Error(`the file system says that it is volume ${marker.volumeId}`)
  if (marker?.sizeBytes === wanted.sizeBytes) return
  if (marker) return writeMarker(mountRoot, wanted)
  const strangers = (await readdir(mountRoot)).filter((it) => !ours.has(it))
  if (strangers.length > 0) throw new Error(`the file system has no marker, but holds ${strangers[0]}`)
  const volume = join(mountRoot, 'volume')
  await mkdir(volume, { recursive: true, mode: 0o700 })
  await chmod(volume, 0o700)
  await chown(volume, engineUser, engineUser)
  await writeMarker(mountRoot, wanted)
}

/** Not synced by itself: a marker lost with the power is written again, and the instance's first page is synced after it. */
async function writeMarker(mountRoot: string, marker: Marker): Promise<void> {
  const fresh = join(mountRoot, `${fileName}.new`)
  await writeFile(fresh, JSON.stringify(marker), { mode: 0o600 })
  await rename(fresh, join(mountRoot, fileName))
}
