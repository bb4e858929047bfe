import { chmod, chown, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface FileOwner {
  readonly uid: number
  readonly gid: number
}

interface SafeFile {
  readonly path: string
  readonly content: string
  readonly mode?: number
  readonly owner?: FileOwner
}

/** Replaces a file whole: write beside it, fsync, rename, fsync of the directory. Nobody ever reads half of it. */
export async function writeFileSafely({ path, content, mode = 0o600, owner }: SafeFile): Promise<void> {
  const draft = `${path}.new`
  await rm(draft, { force: true })
  const file = await open(draft, 'wx', mode)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(draft, mode)
  if (owner) await chown(draft, owner.uid, owner.gid)
  await rename(draft, path)
  const directory = await open(dirname(path), 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
