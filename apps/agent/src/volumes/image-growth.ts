import { open, readFile, rename, rm, stat, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { HostAccess } from '../host/host-access.ts'
import { ProgramFailed, runProgram } from '../host/run-program.ts'
import { writeFileSafely } from '../host/write-file-safely.ts'
import type { HostPaths } from '../paths.ts'
import { writeChanges, writeOver } from './changed-bytes.ts'
import { readReach } from './ext4-superblock.ts'
import type { NewVolume } from './volume-driver.ts'

/** Makes closed images larger; cut off anywhere it is gone on with, and what is in the image is never at risk. */
export interface ImageGrowth {
  grow(volume: NewVolume): Promise<void>
  /** Ends a growth that was cut off; does nothing where there is none. Nothing may be mounted. */
  finish(volumeId: string): Promise<void>
  /** Size of the file system in an image whose growth is not finished. */
  unfinishedFrom(volumeId: string): Promise<number | undefined>
  forget(volumeId: string): Promise<void>
}

/** Checking a large file system takes its time. */
const limitMs = 30 * 60_000

/**
 * A `resize2fs` that is killed leaves a file system that not even `e2fsck -y` brings back whole (tried: 3 of 55 lost data). So it
 * works on a copy of the metadata alone, a sparse image of some MiB, and the bytes that it changed are then written over the
 * image, which may be done again from its beginning. Beside the image lie, each durable before the next step: `.growing`, which
 * says that the image is larger than what it holds and what that is; `.redo`, whole or not there.
 */
export function imageGrowth(host: HostAccess, paths: HostPaths): ImageGrowth {
  const pathsOf = (volumeId: string) => {
    const image = host.path(paths.image(volumeId))
    return { image, note: `${image}.growing`, redo: `${image}.redo`, draft: `${image}.redo.new` }
  }

  async function unfinishedFrom(volumeId: string): Promise<number | undefined> {
    const text = await readFile(pathsOf(volumeId).note, 'utf8').catch(noneWhenMissing)
    return text === undefined ? undefined : Number(text)
  }

  async function finish(volumeId: string): Promise<void> {
    if ((await unfinishedFrom(volumeId)) === undefined) return
    const { image, note, redo, draft } = pathsOf(volumeId)
    if ((await stat(redo).catch(noneWhenMissing)) === undefined) {
      await check(image)
      await makeRedo(image, draft)
      await rename(draft, redo)
      await syncFolder(dirname(redo))
    }
    await writeOver(redo, image)
    await check(image)
    // Gone for good before anybody mounts the image: written over it once more, after a power failure, it would destroy what came since.
    await rm(redo)
    await syncFolder(dirname(redo))
    await rm(note)
  }

  return {
    unfinishedFrom,
    finish,
    async grow({ volumeId, sizeBytes }) {
      // One growth at a time: what was cut off had a size of its own.
      await finish(volumeId)
      const { image, note, redo } = pathsOf(volumeId)
      const { size } = await stat(image)
      if (size >= sizeBytes) return
      // Before anything is touched: a growth that is begun must be ended before the volume can be used again.
      if (sizeBytes > (await readReach(image)))
        throw new Error('the volume was made too small to grow this far in place; a new volume is needed')
      await rm(redo, { force: true })
      await writeFileSafely({ path: note, content: String(size) })
      await truncate(image, sizeBytes)
      await finish(volumeId)
    },
    async forget(volumeId) {
      const { note, redo, draft } = pathsOf(volumeId)
      for (const path of [note, redo, draft, `${draft}.before`, `${draft}.after`]) await rm(path, { force: true })
    },
  }
}

/** Writes down what the metadata become when the file system fills the image. */
async function makeRedo(image: string, draft: string): Promise<void> {
  const [before, after] = [`${draft}.before`, `${draft}.after`]
  const { size } = await stat(image)
  const forget = async () => {
    for (const path of [before, after]) await rm(path, { force: true })
  }
  try {
    await forget()
    await runProgram('e2image', ['-r', image, before], { limitMs })
    await runProgram('cp', ['--sparse=always', before, after], { limitMs })
    await truncate(after, size)
    await runProgram('resize2fs', [after], { limitMs })
    await writeChanges({ before, after, redo: draft })
  } finally {
    await forget()
  }
}

/** Status 1 says that something small was mended, as after a power cut; more needs a person, and nothing is guessed at. */
async function check(image: string): Promise<void> {
  await runProgram('e2fsck', ['-f', '-p', image], { limitMs }).catch((error: unknown) => {
    if (!(error instanceof ProgramFailed && error.exitCode === 1)) throw error
  })
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

function noneWhenMissing(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
