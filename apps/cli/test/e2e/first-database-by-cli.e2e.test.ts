import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellOfAccess } from './access-story.ts'
import { tellOfAccount } from './account-story.ts'
import { tellOfPsql } from './psql-story.ts'
import { type Holdfast, holdfastAt } from './run-holdfast.ts'
import { tellOfTwoOrganizations } from './two-organizations-story.ts'

describe('from nothing to a connection string by CLI', () => {
  let platform: ThrowawayPlatform
  let folder: string
  let holdfast: Holdfast

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-cli-'))
    const named = 18_000 + 2 * randomInt(450)
    const names = { HOLDFAST_DOMAIN: 'holdfast.test', HOLDFAST_SNI_PORTS: `${named},${named + 1}` }
    platform = await startThrowawayPlatform(names)
    holdfast = holdfastAt(folder, { HOLDFAST_URL: platform.url })
  })
  afterAll(async () => {
    await platform?.wipe()
    await rm(folder, { recursive: true, force: true })
  })

  it('signs up, and knows who that was', async () => {
    const signedUp = await holdfast(
      `sign-up --email cli@example.com --password-stdin --setup-code ${platform.setupCode}`,
      { input: 'correct horse battery\n' },
    )
    expect(signedUp).toMatchObject({ code: 0 })
    expect((await holdfast('whoami')).out).toContain('database:create')
  })

  it('creates with live steps, and its URL works in psql', async () => {
    const created = await holdfast('database create orders --size micro --storage 1GiB --wait')
    expect(created.code, created.err).toBe(0)
    expect(created.err).toMatch(/step \d of \d/)
    const url = (await holdfast('database url orders')).out.trim()
    expect(await runPsql(url, 'select 1')).toBe('1')
  })

  it('prints exactly one JSON document with --json', async () => {
    const { out } = await holdfast('database list --json')
    expect(JSON.parse(out).items).toMatchObject([{ name: 'orders', state: 'running' }])
  })

  it('restarts, protects, refuses to delete, deletes and brings back', async () => {
    expect(await holdfast('database restart orders --wait')).toMatchObject({ code: 0 })
    expect(await holdfast('database protect orders')).toMatchObject({ code: 0 })
    const refused = await holdfast('database delete orders --yes')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.err).toContain('protect')
    await holdfast('database protect orders --off')
    expect(await holdfast('database delete orders --yes --wait')).toMatchObject({ code: 0 })
    const { items } = JSON.parse((await holdfast('database list --deleted --json')).out)
    expect(await holdfast(`database undelete ${items[0].id} --wait`)).toMatchObject({ code: 0 })
    const url = (await holdfast('database url orders')).out.trim()
    expect(await runPsql(url, 'select 1')).toBe('1')
  })

  it('lets a colleague in by a link, who then stays signed in with no more than their role', async () => {
    const invited = await holdfast('member invite grace@example.com --role viewer')
    const colleague = join(folder, 'grace')
    const accepted = await holdfast(`invitation accept ${invited.out.trim()} --password-stdin`, {
      input: 'correct horse battery\n',
      home: colleague,
    })
    expect(accepted).toMatchObject({ code: 0 })
    expect((await holdfast('database list', { home: colleague })).out).toContain('orders')
    expect((await holdfast('database delete orders --yes', { home: colleague })).err).toContain('database:delete')
    expect(await holdfast('member remove grace@example.com --yes')).toMatchObject({ code: 0 })
    expect(await holdfast('database list', { home: colleague })).toMatchObject({ code: 1 })
  })

  describe('psql', () => tellOfPsql(() => holdfast))
  describe('access inside a database', () => tellOfAccess(() => ({ holdfast, folder })))
  describe('one person in two organizations', () => tellOfTwoOrganizations(() => ({ holdfast, folder, platform })))
  describe('an account', () => tellOfAccount(() => ({ holdfast, folder })))

  it('says a problem in words and exits 1; a usage mistake exits 2', async () => {
    const missing = await holdfast('database show nothing-here')
    expect(missing).toMatchObject({ code: 1 })
    expect(missing.err).toContain('not found')
    expect(await holdfast('database create')).toMatchObject({ code: 2 })
  })
})
