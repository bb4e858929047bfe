import { open, rename, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes names made, renamed or removed in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Replaces a file as a whole: write beside it, fsync, rename over it, fsync the folder. Old or new, never a part. */
export async function writeDurably(path: string, content: string, mode = 0o600): Promise<void> {
  const fresh = `${path}.new`
  const handle = await open(fresh, 'w', mode)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } catch (error) {
    await unlink(fresh).catch(() => undefined)
    throw error
  } finally {
    await handle.close()
  }
  await rename(fresh, path)
  await syncFolder(dirname(path))
}

/** Replaces a file as a whole, for files that are written again at every start: a power cut costs nothing there. */
export async function replaceFile(path: string, content: string, mode = 0o600): Promise<void> {
  await writeFile(`${path}.new`, content, { mode })
  await rename(`${path}.new`, path)
}
