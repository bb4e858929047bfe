import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { inFolder } from './folder.ts'

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

/**
 * Replaces a file whole: write beside it, fsync, rename, fsync of the directory. Nobody ever reads half of it, and no
 * symbolic link in its folder leads elsewhere.
 */
export function writeFileSafely({ path, content, mode = 0o600, owner }: SafeFile): Promise<void> {
  return inFolder(dirname(path), async (inside, folder) => {
    const target = `${inside}/${basename(path)}`
    const draft = `${target}.new`
    await rm(draft, { force: true })
    const file = await open(draft, 'wx', mode)
    try {
      await file.writeFile(content)
      await file.chmod(mode)
      if (owner) await file.chown(owner.uid, owner.gid)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, target)
    await folder.sync()
  })
}
