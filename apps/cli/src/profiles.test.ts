import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@holdfast/shared/ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Config } from './config.ts'
import { chooseIdentity } from './identity.ts'
import { listProfiles, type Profile, readProfile, removeProfile, saveCurrentName, saveProfile } from './profiles.ts'

const url = 'https://one.example'
const kept = (name: string) => ({ id: newId('or'), name, tokenId: newId('tk'), token: `token of ${name}` })
const [engines, looms, elsewhere] = [kept('Engines'), kept('Looms'), kept('Elsewhere')]
const ada: Profile = { url, email: 'ada@example.com', organizationId: looms.id, organizations: [engines, looms] }
const grace: Profile = {
  url: 'https://two.example',
  email: 'grace@example.com',
  organizationId: elsewhere.id,
  organizations: [elsewhere],
}

describe('profiles', () => {
  let folder: string
  const config = (more: Partial<Config> = {}): Config => ({
    url: undefined,
    token: undefined,
    profile: undefined,
    folder,
    ofChildren: {},
    ...more,
  })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-profiles-'))
    await saveProfile(folder, 'ada', ada)
    await saveProfile(folder, 'grace', grace)
    await saveCurrentName(folder, 'ada')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('are files that their owner alone can read, whole after many are written at once', async () => {
    await Promise.all(Array.from({ length: 40 }, () => saveProfile(folder, 'ada', ada)))
    expect(await readProfile(folder, 'ada')).toEqual(ada)
    const files = await readdir(join(folder, 'profiles'))
    expect(files.toSorted()).toEqual(['ada.json', 'grace.json'])
    for (const file of files) expect((await stat(join(folder, 'profiles', file))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'profiles'))).mode & 0o777).toBe(0o700)
  })

  it('speak as the current one, as the one of the environment, or as the one asked for', async () => {
    expect(await chooseIdentity(config(), {})).toMatchObject({ url, token: looms.token, organizationId: looms.id })
    const other = { url: grace.url, token: elsewhere.token }
    expect(await chooseIdentity(config({ profile: 'grace' }), {})).toMatchObject(other)
    expect(await chooseIdentity(config(), { profile: 'grace' })).toMatchObject(other)
    expect(await chooseIdentity(config({ profile: 'grace' }), { profile: 'ada' })).toMatchObject({ token: looms.token })
  })

  it('speak for another organization by its name, in any case, or its id', async () => {
    for (const organization of ['engines', engines.id])
      expect(await chooseIdentity(config(), { organization })).toMatchObject({ token: engines.token })
    await expect(chooseIdentity(config(), { organization: 'Elsewhere' })).rejects.toThrow('only "Engines", "Looms"')
  })

  it('ask for the id where a name means two organizations', async () => {
    const twin = kept('Engines')
    await saveProfile(folder, 'twins', { ...ada, organizationId: twin.id, organizations: [engines, twin] })
    await expect(chooseIdentity(config(), { profile: 'twins', organization: 'Engines' })).rejects.toThrow(twin.id)
    await removeProfile(folder, 'twins')
  })

  it('never show a token to another installation than its own', async () => {
    const there = 'https://three.example'
    const nobody = await chooseIdentity(config({ url: there }), {})
    expect(nobody).toMatchObject({ url: there, token: undefined, profile: undefined })
    await expect(chooseIdentity(config({ url: there }), { profile: 'ada' })).rejects.toThrow(`is of ${url}`)
  })

  it('lose against a token of the environment, and are refused beside it', async () => {
    const own = config({ token: 'hf_pat_own' })
    expect(await chooseIdentity(own, {})).toMatchObject({ url, token: 'hf_pat_own', organizationId: undefined })
    await expect(chooseIdentity(own, { profile: 'grace' })).rejects.toThrow('unset it to use --profile')
    await expect(chooseIdentity(own, { organization: 'Engines' })).rejects.toThrow('by its id')
    expect(await chooseIdentity(own, { organization: engines.id })).toMatchObject({ organizationId: engines.id })
  })

  it('say which there are where one is missing, and how to make it', async () => {
    const missing = chooseIdentity(config({ profile: 'work' }), {})
    await expect(missing).rejects.toThrow(/there are ada, grace.*holdfast login --profile work/)
    await expect(chooseIdentity(config(), { profile: '../ada' })).rejects.toThrow('cannot name a profile')
  })

  it('say how to mend a damaged one, and go on to be listed', async () => {
    for (const text of ['{', '{"url":"https://one.example"}', '']) {
      await writeFile(join(folder, 'profiles', 'broken.json'), text)
      await expect(readProfile(folder, 'broken')).rejects.toThrow('holdfast profile remove broken --yes')
    }
    expect(await listProfiles(folder)).toEqual(['ada', 'broken', 'grace'])
    // Whoever signs in again, removes it, or brings a token is not stopped by it.
    expect(await chooseIdentity(config(), { profile: 'broken' }, true)).toMatchObject({ profile: undefined })
    expect(await chooseIdentity(config({ profile: 'broken', token: 'hf_pat_own' }), {})).toMatchObject({
      token: 'hf_pat_own',
    })
    expect(await removeProfile(folder, 'broken')).toBe(true)
    expect(await removeProfile(folder, 'broken')).toBe(false)
  })
})
