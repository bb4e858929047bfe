import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a stranger's program knows no types of ours
  readonly body: any
}

/** What may be done inside a database, proved by psql with each string. */
describe('access inside a database', () => {
  let platform: ThrowawayPlatform
  let token = ''
  let owner = ''
  const path = '/v1/databases/orders'

  const ask = async (method: string, place: string, body?: object): Promise<Answer> => {
    const response = await fetch(platform.url + place, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
        'idempotency-key': crypto.randomUUID(),
        'if-match': '*',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: JSON.parse((await response.text()) || 'null') }
  }
  const operationOf = async ({ body }: Answer) => (await ask('GET', `/v1/operations/${body.operation.id}`)).body
  const done = async (asked: Promise<Answer>): Promise<Answer['body']> => {
    const answer = await asked
    expect([answer.status, answer.body.detail]).toEqual([202, undefined])
    await expect.poll(async () => (await operationOf(answer)).state, { timeout: 120_000 }).not.toBe('running')
    expect(await operationOf(answer)).toMatchObject({ state: 'succeeded', problem: null })
    return answer.body
  }
  const reveal = async (role: string) => (await ask('POST', `${path}/roles/${role}/reveal`)).body
  const inDatabase = (url: string, name: string) => {
    const other = new URL(url)
    other.pathname = `/${name}`
    return other.href
  }

  beforeAll(async () => {
    platform = await startThrowawayPlatform()
    const { setupCode } = platform
    const person = { email: 'access@example.com', password: 'correct horse battery', setupCode }
    token = (await ask('POST', '/v1/sign-up', person)).body.accessToken
    token = (await ask('POST', '/v1/tokens', { name: 'access' })).body.value
  })
  afterAll(() => platform?.wipe())

  it('a database comes with one logical database and its owner', async () => {
    await done(ask('POST', '/v1/databases', { name: 'orders', size: 'micro', storageBytes: 1024 ** 3 }))
    owner = (await ask('POST', `${path}/connection/reveal`)).body.direct.url
    await runPsql(owner, 'create table parcel as select 42 as weight')
    const listed = async (what: string) => (await ask('GET', `${path}/${what}`)).body.items
    expect([await listed('logical-databases'), await listed('roles')]).toMatchObject([[{ name: 'orders' }], []])
  })

  it('a role reads what there is and what comes, writes when it may, and neither any more when that is taken away', async () => {
    const grants = (preset: string) => [{ database: 'orders', preset }]
    await done(ask('POST', `${path}/roles`, { name: 'reporting', grants: grants('read') }))
    const { url, pooledUrl } = await reveal('reporting')
    await runPsql(owner, 'create table later as select 7 as n')
    for (const door of [url, pooledUrl]) {
      expect(await runPsql(door, 'select weight, n, current_user from parcel, later')).toBe('42|7|reporting')
      await expect(runPsql(door, 'insert into parcel values (1)')).rejects.toThrow('permission denied')
    }
    await done(ask('PATCH', `${path}/roles/reporting`, { grants: grants('write') }))
    await runPsql(url, 'insert into parcel values (1)')
    await done(ask('PATCH', `${path}/roles/reporting`, { grants: [] }))
    await expect(runPsql(url, 'select weight from parcel')).rejects.toThrow('permission denied')
  })

  it('a logical database has its owner, closes its doors to others, and comes back with its data after it was deleted', async () => {
    await done(ask('POST', `${path}/logical-databases`, { name: 'stock' }))
    await done(ask('POST', `${path}/roles`, { name: 'keeper', grants: [{ database: 'stock', preset: 'owner' }] }))
    const { url } = await reveal('keeper')
    expect(new URL(url).pathname).toBe('/stock')
    await runPsql(url, 'create table shelf as select 3 as height')
    expect(await runPsql(inDatabase(owner, 'stock'), 'select height from shelf')).toBe('3')
    await expect(runPsql(inDatabase((await reveal('reporting')).url, 'stock'), 'select 1')).rejects.toThrow(
      'permission denied for database',
    )

    await done(ask('DELETE', `${path}/logical-databases/stock`))
    for (const door of [url, inDatabase(owner, 'stock')])
      await expect(runPsql(door, 'select 1')).rejects.toThrow('does not exist')
    await done(ask('POST', `${path}/logical-databases/stock/undelete`))
    expect(await runPsql(url, 'select height from shelf')).toBe('3')
  })

  it('an extension is there when it was asked for, and gone when it is removed; one that is not offered never is', async () => {
    await done(ask('PUT', `${path}/extensions/hstore`, { logicalDatabase: 'stock' }))
    const stock = inDatabase(owner, 'stock')
    expect(await runPsql(stock, `select ('a=>1'::hstore)->'a'`)).toBe('1')
    const listed = (await ask('GET', `${path}/extensions?logicalDatabase=stock&limit=200`)).body.items
    const hstore = listed.find(({ name }: { name: string }) => name === 'hstore')
    expect(hstore).toMatchObject({ state: 'installed', version: expect.stringMatching(/^\d/) })
    await done(ask('DELETE', `${path}/extensions/hstore?logicalDatabase=stock`))
    await expect(runPsql(stock, `select 'a=>1'::hstore`)).rejects.toThrow('does not exist')
    const { status, body } = await ask('PUT', `${path}/extensions/file_fdw`, { logicalDatabase: 'stock' })
    expect([status, body.code]).toEqual([422, 'extension-not-offered'])
  })

  it('a role that needs a certificate gets in with its own alone, until that is revoked', async () => {
    const grants = [{ database: 'orders', preset: 'read' }]
    await done(ask('POST', `${path}/roles`, { name: 'partner', grants, needsCertificate: true }))
    const { url, login } = await reveal('partner')
    const files = async (name: string) => {
      const issued = (await ask('POST', `${path}/client-certificates`, { login: name })).body
      const [certificate, key] = ['crt', 'key'].map((end) => join(platform.home, `${issued.certificate.serial}.${end}`))
      await writeFile(certificate ?? '', issued.certificatePem)
      await writeFile(key ?? '', issued.keyPem, { mode: 0o600 })
      return { serial: issued.certificate.serial, query: `&sslcert=${certificate}&sslkey=${key}` }
    }
    const own = await files(login)
    const ofAnother = await files('partner_b')
    await expect(runPsql(url, 'select 1')).rejects.toThrow('certificate')
    expect(await runPsql(url + own.query, 'select weight from parcel limit 1')).toMatch(/^\d+$/)
    await expect(runPsql(url + ofAnother.query, 'select 1')).rejects.toThrow('authentication failed')
    await ask('DELETE', `${path}/client-certificates/${own.serial}`)
    const attempt = () => runPsql(url + own.query, 'select 1').catch((error: Error) => error.message)
    await expect.poll(attempt, { timeout: 60_000 }).toMatch(/revoked/)
  })

  it('a deleted role is gone, what it made stays with the owner, and what was made by SQL is shown', async () => {
    await done(ask('PATCH', `${path}/roles/reporting`, { grants: [{ database: 'orders', preset: 'owner' }] }))
    const { url } = await reveal('reporting')
    await runPsql(url, 'create table report as select 5 as pages')
    await runPsql(owner, 'create role by_hand')
    await done(ask('DELETE', `${path}/roles/reporting`))
    await expect(runPsql(url, 'select 1')).rejects.toThrow('password authentication failed')
    expect(await runPsql(owner, 'select pages from report')).toBe('5')
    const { items } = (await ask('GET', `${path}/roles`)).body
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['by_hand', 'keeper', 'partner'])
  })
})
