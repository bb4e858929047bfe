import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@holdfast/shared/ids'
import { expect, it, onTestFinished } from 'vitest'
import { openRootKeyFile } from '../../src/keys/key-provider.ts'
import { openKeyring } from '../../src/keys/keyring.ts'
import { openSecrets } from '../../src/keys/secrets.ts'
import { useStores } from '../harness/stores.ts'

const stores = useStores()
const place = { organizationId: newId('or'), databaseId: newId('db'), purpose: 'credentials' }

const home = () => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-secrets-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return async () => {
    const keyProvider = await openRootKeyFile(join(directory, 'root.key'))
    const keyring = await openKeyring({ directory: join(directory, 'keyring'), keyProvider })
    return { keyring, secrets: openSecrets(keyring) }
  }
}

it('keeps every version of a secret, readable after a restart and nowhere in the books', async () => {
  const { database } = await stores.freshDatabase()
  const open = home()
  const { secrets } = await open()
  const first = await database.transaction((tx) => secrets.saveSecret(tx, { ...place, value: 'the first' }))
  const second = await database.transaction((tx) =>
    secrets.saveSecret(tx, { ...place, value: 'the second', secretId: first.secretId }),
  )
  expect([first.version, second.version, second.secretId]).toEqual([1, 2, first.secretId])
  const later = (await open()).secrets
  expect(await later.readSecret(database.read, first)).toBe('the first')
  expect(await later.readSecret(database.read, { secretId: first.secretId })).toBe('the second')
  const rows = await database.read.secret.findMany()
  for (const { sealed } of rows) expect(Buffer.from(sealed).includes('the ')).toBe(false)
  await expect(later.readSecret(database.read, { secretId: 'se_none' })).rejects.toMatchObject({ code: 'not-found' })
})

it('does not open a secret whose row was changed to belong to another, nor one of a shredded database', async () => {
  const { database } = await stores.freshDatabase()
  const { secrets, keyring } = await home()()
  const ref = await database.transaction((tx) => secrets.saveSecret(tx, { ...place, value: 'x' }))
  const changeTo = (databaseId: string) => database.read.secret.updateMany({ data: { databaseId } })
  await changeTo(newId('db'))
  await expect(secrets.readSecret(database.read, ref)).rejects.toThrow(/another place/)
  await changeTo(place.databaseId)
  expect(await secrets.readSecret(database.read, ref)).toBe('x')
  await keyring.shredDatabase(place.organizationId, place.databaseId)
  await expect(secrets.readSecret(database.read, ref)).rejects.toThrow(/shredded/)
})
