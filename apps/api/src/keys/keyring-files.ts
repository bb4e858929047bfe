import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { createFile, isCode, syncDirectory } from './durable-file.ts'

/** A key as it lies in the keyring: wrapped by the key that `wrappedBy` names. */
export const WrappedKey = z.object({
  id: z.string(),
  wrappedBy: z.string(),
  wrapped: z.base64(),
  createdAt: z.iso.datetime(),
})
export type WrappedKey = z.infer<typeof WrappedKey>

/** Ids are paths of three or four plain words; anything else must not touch the disk. */
const keyId = /^[a-z0-9_-]+(?:\/[a-z0-9_-]+){1,3}$/

const fileOf = (directory: string, id: string): string => {
  if (!keyId.test(id)) throw new Error(`"${id}" is no key id.`)
  return join(directory, `${id}.json`)
}

export async function readWrappedKey(directory: string, id: string): Promise<WrappedKey | undefined> {
  try {
    const key = WrappedKey.parse(JSON.parse(await readFile(fileOf(directory, id), 'utf8')))
    if (key.id !== id) throw new Error(`The keyring's file of ${id} holds ${key.id}.`)
    return key
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Adds a key; false when this id was taken meanwhile. Nothing is ever overwritten. */
export async function addWrappedKey(directory: string, key: WrappedKey): Promise<boolean> {
  const path = fileOf(directory, key.id)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  return createFile(path, Buffer.from(`${JSON.stringify(key)}\n`))
}

/** Destroys every key below a folder of the keyring; what they sealed cannot be opened again. */
export async function shredFolder(directory: string, folder: string): Promise<void> {
  const path = join(directory, ...folder.split('/'))
  const names = await readdir(path, { recursive: true, withFileTypes: true }).catch((error) => {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  })
  if (!names) return
  for (const entry of names) if (entry.isFile()) await overwrite(join(entry.parentPath, entry.name))
  await rm(path, { recursive: true, force: true })
  await syncDirectory(dirname(path))
}

const overwrite = async (path: string): Promise<void> => {
  const { size } = await stat(path)
  const file = await open(path, 'r+')
  try {
    await file.write(randomBytes(size), 0, size, 0)
    await file.sync()
  } finally {
    await file.close()
  }
}
