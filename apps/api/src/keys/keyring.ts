import { randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseId, OrganizationId } from '@holdfast/shared/ids'
import { z } from 'zod'
import { createFile } from './durable-file.ts'
import type { KeyProvider } from './key-provider.ts'
import { addWrappedKey, readWrappedKey, shredFolder } from './keyring-files.ts'
import { keyBytes, openBox, sealBox } from './sealed-box.ts'

/** Whose data key it is: a database's, else the organization's own, else (both null) the installation's. */
export interface KeyPlace {
  readonly organizationId: OrganizationId | null
  readonly databaseId: DatabaseId | null
  /** What it protects: `credentials`, `volume`, `repository`, … A kebab word. */
  readonly purpose: string
}

export interface DataKey {
  readonly keyId: string
  readonly key: Buffer
}

export interface Keyring {
  /** The place's data key, made when there is none. */
  current(place: KeyPlace): Promise<DataKey>
  /** The key that sealed something. Throws when it was shredded. */
  find(keyId: string): Promise<Buffer>
  shredDatabase(organizationId: OrganizationId, databaseId: DatabaseId): Promise<void>
  /** Shreds the organization's key and with it every key below. */
  shredOrganization(organizationId: OrganizationId): Promise<void>
}

export interface KeyringOptions {
  /** A directory of its own, never part of the books or of a backup of them. */
  directory: string
  keyProvider: KeyProvider
}

const Origin = z.object({ rootKeyId: z.string() })

/**
 * Opens the keyring, one file a key: an organization's key (KEK) wrapped by the root key, a data key (DEK) wrapped by its
 * organization's. Several replicas may use one directory. Throws when it was begun with another root key.
 */
export async function openKeyring({ directory, keyProvider }: KeyringOptions): Promise<Keyring> {
  await checkOrigin(directory, keyProvider)
  const opened = new Map<string, Promise<Buffer>>()

  /** Opens a key once for this process; a failure is not remembered. */
  const once = (id: string, open: () => Promise<Buffer>): Promise<Buffer> => {
    const known = opened.get(id)
    if (known) return known
    const opening = open()
    opened.set(id, opening)
    opening.catch(() => opened.delete(id))
    return opening
  }

  const organizationKey = (scope: string): Promise<Buffer> => {
    const id = `${scope}/kek-1`
    return once(id, () => openKey({ directory, id, wrapper: rootWrapper(keyProvider), mayMake: true }))
  }

  const dataKey = (id: string, mayMake: boolean): Promise<Buffer> => {
    const [scope = ''] = id.split('/')
    return once(id, async () => {
      const wrapper = boxWrapper(`${scope}/kek-1`, await organizationKey(scope))
      return openKey({ directory, id, wrapper, mayMake })
    })
  }

  const forget = (prefix: string) => {
    for (const id of opened.keys()) if (id.startsWith(prefix)) opened.delete(id)
  }

  return {
    async current(place) {
      const keyId = `${folderOf(place)}/${place.purpose}-1`
      return { keyId, key: await dataKey(keyId, true) }
    },
    find: (keyId) => dataKey(keyId, false),
    async shredDatabase(organizationId, databaseId) {
      const folder = folderOf({ organizationId, databaseId })
      await shredFolder(directory, folder)
      forget(`${folder}/`)
    },
    async shredOrganization(organizationId) {
      await shredFolder(directory, organizationId)
      forget(`${organizationId}/`)
    },
  }
}

const folderOf = ({ organizationId, databaseId }: Omit<KeyPlace, 'purpose'>) =>
  `${organizationId ?? 'installation'}/${databaseId ?? 'own'}`

/** A new root key beside an old keyring would make every secret unreadable in silence: the keyring knows where it began. */
const checkOrigin = async (directory: string, { id }: KeyProvider): Promise<void> => {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'origin.json')
  await createFile(path, Buffer.from(`${JSON.stringify({ rootKeyId: id } satisfies z.infer<typeof Origin>)}\n`))
  const { rootKeyId } = Origin.parse(JSON.parse(await readFile(path, 'utf8')))
  if (rootKeyId !== id)
    throw new Error(
      `The keyring ${directory} was begun with root key ${rootKeyId}; the one here is ${id}. Bring the old one back.`,
    )
}

interface Wrapper {
  readonly id: string
  wrap(key: Buffer, about: readonly string[]): Promise<Buffer>
  unwrap(wrapped: Buffer, about: readonly string[]): Promise<Buffer>
}

const rootWrapper = (provider: KeyProvider): Wrapper => provider

const boxWrapper = (id: string, key: Buffer): Wrapper => ({
  id,
  wrap: async (plain, about) => sealBox(key, plain, about),
  unwrap: async (wrapped, about) => openBox(key, wrapped, about),
})

interface KeyAsked {
  directory: string
  id: string
  wrapper: Wrapper
  mayMake: boolean
}

const openKey = async (asked: KeyAsked): Promise<Buffer> => {
  const { directory, id, wrapper, mayMake } = asked
  const about = ['key', id, wrapper.id]
  const stored = await readWrappedKey(directory, id)
  if (stored) return wrapper.unwrap(Buffer.from(stored.wrapped, 'base64'), about)
  if (!mayMake)
    throw new Error(`The key ${id} is not in the keyring: it was shredded, or the keyring is not the right one.`)
  const wrapped = (await wrapper.wrap(randomBytes(keyBytes), about)).toString('base64')
  await addWrappedKey(directory, { id, wrappedBy: wrapper.id, wrapped, createdAt: new Date().toISOString() })
  // Whoever was first has made it; everybody reads that one.
  return openKey({ ...asked, mayMake: false })
}
