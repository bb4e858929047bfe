import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPage } from '../../test/harness/planned-host.ts'
import { findIdentity, saveIdentity } from './identity.ts'
import { pageOnDisk } from './page-on-disk.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hf-page-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe('the page on disk', () => {
  it('comes back as the newest that was written, for root alone', async () => {
    const disk = pageOnDisk(directory)
    expect(await disk.read()).toBeUndefined()
    await Promise.all([1, 2, 3].map((generation) => disk.write({ ...aPage, generation })))
    expect((await pageOnDisk(directory).read())?.generation).toBe(3)
    expect((await stat(join(directory, 'desired.json'))).mode & 0o777).toBe(0o600)
  })

  it.each(['', '{"hostId":', '{}', '[1]'])('is none when it cannot be understood: %s', async (text) => {
    await writeFile(join(directory, 'desired.json'), text)
    expect(await pageOnDisk(directory).read()).toBeUndefined()
  })
})

it('keeps the identity in one file for root alone', async () => {
  expect(await findIdentity(directory)).toBeUndefined()
  const { hostId } = aPage
  const identity = { hostId, privateKey: 'k', certificate: 'c', ca: 'a', releaseKey: 'r', links: ['wss://x'] }
  await saveIdentity(directory, identity)
  expect(await findIdentity(directory)).toEqual(identity)
  expect((await stat(join(directory, 'identity.json'))).mode & 0o777).toBe(0o600)
})
