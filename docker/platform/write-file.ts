import { chownSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'

export interface FileWish {
  path: string
  content: string
  mode: number
  owner: number
}

/** Replaces a file whole (write, fsync, rename) when its content differs; says whether it did. */
export const writeFile = ({ path, content, mode, owner }: FileWish): boolean => {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return false
  const draft = `${path}.new`
  const file = openSync(draft, 'w', mode)
  try {
    writeSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  chownSync(draft, owner, owner)
  renameSync(draft, path)
  return true
}
