import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createFile, isCode } from './durable-file.ts'
import { keyBytes, openBox, sealBox } from './sealed-box.ts'

/** Holder of the root key: wraps the organizations' keys and never gives itself away. */
export interface KeyProvider {
  /** Tells root keys apart without saying anything about them. */
  readonly id: string
  wrap(key: Buffer, about: readonly string[]): Promise<Buffer>
  unwrap(wrapped: Buffer, about: readonly string[]): Promise<Buffer>
}

/**
 * The root key in a file of 32 bytes with mode 0600, made at the first start. Throws when others could read it or it is not a key;
 * a lost one is found out by the keyring, which knows the id of the root key that it began with.
 */
export async function openRootKeyFile(path: string): Promise<KeyProvider> {
  const key = (await readKey(path)) ?? (await makeKey(path))
  const id = createHash('sha256').update('holdfast root key').update(key).digest('hex').slice(0, 16)
  return {
    id,
    wrap: async (plain, about) => sealBox(key, plain, about),
    unwrap: async (wrapped, about) => openBox(key, wrapped, about),
  }
}

const readKey = async (path: string): Promise<Buffer | undefined> => {
  try {
    const { mode } = await stat(path)
    if (mode & 0o077) throw new Error(`The root key ${path} can be read by others; set its mode to 0600.`)
    const key = await readFile(path)
    if (key.length !== keyBytes) throw new Error(`The root key ${path} has ${key.length} bytes instead of ${keyBytes}.`)
    return key
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Of two replicas that start at once, one makes the key and both use it. */
const makeKey = async (path: string): Promise<Buffer> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await createFile(path, randomBytes(keyBytes))
  const key = await readKey(path)
  if (!key) throw new Error(`The root key ${path} vanished while it was made.`)
  return key
}
