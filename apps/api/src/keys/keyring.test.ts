import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@holdfast/shared/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRootKeyFile } from './key-provider.ts'
import { openKeyring } from './keyring.ts'
import { openSecrets } from './secrets.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-keys-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const open = async () =>
  openKeyring({ directory: join(home, 'keyring'), keyProvider: await openRootKeyFile(join(home, 'secrets/root.key')) })

const organizationId = newId('or')
const databaseId = newId('db')
const place = { organizationId, databaseId, purpose: 'credentials' }
const subject = 'login'

const filesBelow = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe('root key file', () => {
  it('is made at the first start with mode 0600 and kept afterwards', async () => {
    const first = await openRootKeyFile(join(home, 'root.key'))
    const { mode, size } = statSync(join(home, 'root.key'))
    expect([mode & 0o777, size]).toEqual([0o600, 32])
    expect((await openRootKeyFile(join(home, 'root.key'))).id).toBe(first.id)
  })

  it('is one and the same for replicas that start at once', async () => {
    const providers = await Promise.all(Array.from({ length: 8 }, () => openRootKeyFile(join(home, 'root.key'))))
    expect(new Set(providers.map(({ id }) => id)).size).toBe(1)
    expect(readdirSync(home)).toEqual(['root.key'])
  })

  it('is refused when others can read it or its length is wrong', async () => {
    await openRootKeyFile(join(home, 'root.key'))
    chmodSync(join(home, 'root.key'), 0o640)
    await expect(openRootKeyFile(join(home, 'root.key'))).rejects.toThrow(/0600/)
    writeFileSync(join(home, 'short.key'), 'x', { mode: 0o600 })
    await expect(openRootKeyFile(join(home, 'short.key'))).rejects.toThrow(/1 bytes instead of 32/)
  })
})

describe('keyring', () => {
  it('gives the same key again after a restart', async () => {
    const before = await (await open()).current(place)
    const after = await (await open()).current(place)
    expect(after).toEqual(before)
    expect(await (await open()).find(before.keyId)).toEqual(before.key)
  })

  it('has another key for every database, purpose and organization', async () => {
    const keyring = await open()
    const places = [
      place,
      { ...place, purpose: 'volume' },
      { ...place, databaseId: newId('db') },
      { ...place, databaseId: null },
      { ...place, organizationId: newId('or') },
      { organizationId: null, databaseId: null, purpose: 'credentials' },
    ]
    const keys = await Promise.all(places.map((it) => keyring.current(it)))
    expect(new Set(keys.map(({ key }) => key.toString('hex'))).size).toBe(places.length)
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(places.length)
  })

  it('agrees on one key when replicas make it at once', async () => {
    const keyrings = await Promise.all([open(), open(), open(), open()])
    const keys = await Promise.all(keyrings.map((keyring) => keyring.current(place)))
    expect(new Set(keys.map(({ key }) => key.toString('hex'))).size).toBe(1)
  })

  it('keeps no key in the clear, and no file that others can read', async () => {
    const { key } = await (await open()).current(place)
    for (const file of filesBelow(join(home, 'keyring'))) {
      const content = readFileSync(file)
      expect(content.includes(key) || content.includes(key.toString('base64'))).toBe(false)
      expect(statSync(file).mode & 0o077).toBe(0)
    }
  })

  it('notices a wrapped key that was changed or put into another place', async () => {
    await (await open()).current(place)
    await (await open()).current({ ...place, purpose: 'volume' })
    const folder = join(home, 'keyring', organizationId, databaseId)
    const credentials = readFileSync(join(folder, 'credentials-1.json'), 'utf8')
    const volume = JSON.parse(readFileSync(join(folder, 'volume-1.json'), 'utf8'))
    const moved = { ...JSON.parse(credentials), wrapped: volume.wrapped }
    writeFileSync(join(folder, 'credentials-1.json'), JSON.stringify(moved))
    await expect((await open()).current(place)).rejects.toThrow(/was changed/)
    writeFileSync(join(folder, 'volume-1.json'), credentials)
    await expect((await open()).current({ ...place, purpose: 'volume' })).rejects.toThrow(/holds/)
  })

  it('refuses to go on with another root key instead of making everything unreadable', async () => {
    await (await open()).current(place)
    rmSync(join(home, 'secrets/root.key'))
    await expect(open()).rejects.toThrow(/begun with root key/)
  })

  it('never touches the disk for an id that leads out of its directory', async () => {
    const keyring = await open()
    await expect(keyring.find('../secrets/root.key')).rejects.toThrow(/no key id/)
    await expect(keyring.current({ ...place, purpose: '../../x' })).rejects.toThrow(/no key id/)
  })

  it('shreds the keys of a database and leaves the others', async () => {
    const keyring = await open()
    const { keyId } = await keyring.current(place)
    const other = await keyring.current({ ...place, databaseId: newId('db') })
    await keyring.shredDatabase(organizationId, databaseId)
    await expect(keyring.find(keyId)).rejects.toThrow(/shredded/)
    await expect((await open()).find(keyId)).rejects.toThrow(/shredded/)
    expect(await (await open()).find(other.keyId)).toEqual(other.key)
    await keyring.shredDatabase(organizationId, databaseId)
  })

  it('shreds everything of an organization with its key', async () => {
    const keyring = await open()
    const { keyId } = await keyring.current(place)
    await keyring.shredOrganization(organizationId)
    await expect((await open()).find(keyId)).rejects.toThrow(/shredded/)
  })
})

describe('sealed values', () => {
  it('open again after a restart, for the same subject only', async () => {
    const sealed = await openSecrets(await open()).seal({ ...place, subject }, Buffer.from('value'))
    const secrets = openSecrets(await open())
    expect((await secrets.unseal({ ...place, subject }, sealed)).toString()).toBe('value')
    await expect(secrets.unseal({ ...place, subject: 'other' }, sealed)).rejects.toThrow(/another place/)
    await expect(secrets.unseal({ ...place, databaseId: newId('db'), subject }, sealed)).rejects.toThrow(
      /another place/,
    )
  })

  it('cannot be opened with the key of another purpose', async () => {
    const keyring = await open()
    const secrets = openSecrets(keyring)
    const { sealed } = await secrets.seal({ ...place, subject }, randomBytes(40))
    const { keyId } = await keyring.current({ ...place, purpose: 'volume' })
    await expect(secrets.unseal({ ...place, subject }, { keyId, sealed })).rejects.toThrow(/another place/)
  })
})
