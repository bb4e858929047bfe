// The X.509 library needs the metadata polyfill before it loads.
import 'reflect-metadata'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { verifyScram } from '@holdfast/shared/scram'
import type { DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import type { ObservedAccess } from '@holdfast/shared/state/observed'
import { GiB } from '@holdfast/shared/units'
import { X509Certificate as Authority, X509Crl } from '@peculiar/x509'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inStore } from '../harness/in-store.ts'
import { aRequest, type LinkPeer } from '../harness/link-peer.ts'
import { obedient } from '../harness/observed-pages.ts'
import { type Answer, type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
let ada: Person
/** The host that holds the database, and one that does not. */
let peer: LinkPeer
let other: LinkPeer
const hosts: LinkPeer[] = []
/** Path of a running database, its id and its name inside the engine. */
let path: string
let id: string
let first: string
let names = 0

/** Asks for what is about this version of the database. */
const askIf = (ifMatch: string) => (method: string, place: string, body?: unknown) =>
  api.ask(method, path + place, {
    token: ada.token,
    headers: { 'idempotency-key': crypto.randomUUID(), 'if-match': ifMatch },
    ...(body === undefined ? {} : { body }),
  })
const ask = askIf('*')
const codeOf = ({ status, body }: Answer) => [status, body?.code]
const operationOf = async ({ body }: Answer) =>
  (await api.ask('GET', `/v1/operations/${body.operation.id}`, { token: ada.token })).body
/** The operation that a change has started, when it has ended. */
async function ended(answer: Answer) {
  expect(codeOf(answer)).toEqual([202, undefined])
  await expect.poll(async () => (await operationOf(answer)).state).not.toBe('running')
  return operationOf(answer)
}
const done = async (answer: Answer) => expect(await ended(answer)).toMatchObject({ state: 'succeeded' })
const itemsOf = async (place: string) => (await ask('GET', place)).body.items
const one = async (place: string, name: string) =>
  (await itemsOf(place)).find((it: { name: string }) => it.name === name)

const here = (page: DesiredHost | undefined): DesiredInstance | undefined =>
  page?.instances.find(({ databaseId }) => databaseId === id)
const wished = () => here(peer.page())?.access

/** A host that does what its page asks, and says this of the inside of our engine. */
const saying = (change: (access: ObservedAccess) => ObservedAccess) => (page: DesiredHost) => {
  const said = obedient(page)
  const instances = said.instances.map((it) =>
    it.databaseId === id && it.access ? { ...it, access: change(it.access) } : it,
  )
  peer.report({ ...said, instances })
}
const refusing = (item: string, because: string) =>
  saying((access) => ({
    ...access,
    ...{ roles: [], databases: access.databases.slice(0, 1), extensions: [] },
    refused: [{ item, because }],
  }))

beforeAll(async () => {
  ada = await api.signUp()
  hosts.push(await api.joinHost(), await api.joinHost())
  const limits = { databases: 99, cpus: 99, memoryBytes: 900 * GiB, storageBytes: 900 * GiB, connections: 99_999 }
  await api.ask('PUT', `/v1/organizations/${ada.organizationId}/quota`, { token: ada.token, body: limits })
})
beforeEach(async () => {
  for (const host of hosts) host.onDesired = (page) => host.report(obedient(page))
  const body = { name: `orders-${++names}`, size: 'micro', storageBytes: GiB }
  path = ''
  const made = await ask('POST', '/v1/databases', body)
  await done(made)
  id = made.body.database.id
  path = `/v1/databases/${id}`
  first = made.body.connection.databaseName
  const [holder, stranger] = hosts.toSorted((a, b) => Number(!here(a.page())) - Number(!here(b.page())))
  if (!holder || !stranger) throw new Error('two hosts have joined')
  peer = holder
  other = stranger
})

describe('a role', () => {
  it('stands on its host’s page with a verifier of the password that is shown', async () => {
    const grants = [{ database: first, preset: 'read' }]
    const made = await ask('POST', '/roles', { name: 'reporting', grants })
    expect(made.body.role).toMatchObject({ name: 'reporting', grants, state: 'creating', isPlatformMade: true })
    await done(made)
    expect(await itemsOf('/roles')).toMatchObject(
      [{ name: 'reporting', logins: ['reporting_a', 'reporting_b'], grants, state: 'present', createdAt: /Z$/ }].map(
        (it) => ({ ...it, createdAt: expect.stringMatching(it.createdAt) }),
      ),
    )

    const [role] = wished()?.roles ?? []
    expect(role).toMatchObject({ name: 'reporting', grants, replication: false, needsCertificate: false })
    const [login] = role?.logins ?? []
    expect(login?.name).toBe(made.body.login)
    const answer = await peer.ask({ say: 'get-secret', secret: login?.verifier })
    expect(verifyScram(made.body.password, 'value' in answer ? String(answer.value) : '')).toBe(true)
    expect(await other.ask({ say: 'get-secret', secret: login?.verifier })).toMatchObject({ say: 'refused' })
  })

  it('is reached by the strings that are revealed, and never through the pooler when it must show a certificate or replicates', async () => {
    const made = await ask('POST', '/roles', { name: 'app', grants: [{ database: first, preset: 'write' }] })
    await done(made)
    const { body } = await ask('POST', '/roles/app/reveal')
    expect(body).toMatchObject({ login: 'app_a', password: made.body.password })
    expect([body.url, body.pooledUrl].map((url) => new URL(url).pathname)).toEqual([`/${first}`, `/${first}`])
    expect(new URL(body.url).port).not.toBe(new URL(body.pooledUrl).port)
    for (const wish of [
      { replication: true, needsCertificate: false },
      { replication: false, needsCertificate: true },
    ]) {
      await done(await ask('PATCH', '/roles/app', wish))
      expect((await ask('POST', '/roles/app/reveal')).body.pooledUrl).toBeNull()
    }
    expect(wished()?.clientCa).toContain('BEGIN CERTIFICATE')
  })

  it('is changed only at the revision that was read, and nothing else works on the database meanwhile', async () => {
    const made = await ask('POST', '/roles', { name: 'app' })
    await done(made)
    expect(made.headers.get('etag')).toBe(`"${made.body.revision}"`)
    const stale = await askIf(`"${made.body.revision - 1}"`)('PATCH', '/roles/app', { grants: [] })
    expect(codeOf(stale)).toEqual([412, 'version-conflict'])
    peer.onDesired = undefined
    const grants = [{ database: first, preset: 'owner' }]
    const changed = await askIf(`"${made.body.revision}"`)('PATCH', '/roles/app', { grants })
    expect(changed.body.role).toMatchObject({ grants, state: 'changing' })
    expect(codeOf(await ask('POST', '/roles', { name: 'second' }))).toEqual([409, 'database-busy'])
    const page = await peer.desired((it) => here(it)?.access?.roles[0]?.grants[0]?.preset === 'owner')
    peer.report(obedient(page))
    await done(changed)
  })

  it('is not called by SQL, by a word of the engine or the platform, nor by what is no name', async () => {
    const words = [
      'pg_read_server_files',
      'hf_platform',
      'holdfast',
      'postgres',
      'public',
      'none',
      'app_a',
      'app_owner',
    ]
    for (const name of [`x"; DROP ROLE postgres; --`, 'Reporting', 'x'.repeat(60), 'ümlaut', '', '1st', ...words]) {
      const { status, body } = await ask('POST', '/roles', { name })
      expect([name, status, body.code, body.errors?.[0].pointer]).toEqual([name, 422, 'invalid-input', '/name'])
    }
    expect(await itemsOf('/roles')).toEqual([])
  })

  it('takes no name that somebody has, be it by SQL', async () => {
    peer.onDesired = saying((access) => ({
      ...access,
      roles: [...access.roles, { name: 'by_hand', canLogin: true, replication: false }],
    }))
    await done(await ask('POST', '/roles', { name: 'app' }))
    for (const name of ['app', first, 'by_hand'])
      expect([name, ...codeOf(await ask('POST', '/roles', { name }))]).toEqual([name, 409, 'role-name-taken'])
    expect(await one('/roles', 'by_hand')).toMatchObject({ isPlatformMade: false, logins: [], state: 'present' })
    expect((await itemsOf('/roles')).map(({ name }: { name: string }) => name)).toEqual(['app', 'by_hand'])
    for (const call of [ask('DELETE', '/roles/by_hand'), ask('POST', '/roles/by_hand/reveal')])
      expect(codeOf(await call)).toEqual([404, 'not-found'])
  })

  it('gets grants only in logical databases that are there, each once', async () => {
    const wish = (...databases: string[]) => ({
      name: 'app',
      grants: databases.map((database) => ({ database, preset: 'read' })),
    })
    const unknown = await ask('POST', '/roles', wish(first, 'template1'))
    expect([...codeOf(unknown), unknown.body.errors[0].pointer]).toEqual([422, 'unknown-choice', '/grants/1/database'])
    const twice = await ask('POST', '/roles', wish(first, first))
    expect([...codeOf(twice), twice.body.errors[0].pointer]).toEqual([422, 'invalid-input', '/grants/1/database'])
  })

  it('that the engine refuses says so, holds up nothing else, and can be taken back', async () => {
    peer.onDesired = refusing('role:app', 'role "app" exists already')
    const made = await ask('POST', '/roles', { name: 'app' })
    expect(await ended(made)).toMatchObject({
      state: 'failed',
      problem: { code: 'access-refused', detail: 'role:app: role "app" exists already.' },
    })
    expect(await one('/roles', 'app')).toMatchObject({ state: 'refused', because: 'role "app" exists already' })
    peer.onDesired = (page) => peer.report(obedient(page))
    await done(await ask('POST', '/roles', { name: 'second' }))
    await done(await ask('DELETE', '/roles/app'))
    expect((await itemsOf('/roles')).map(({ name }: { name: string }) => name)).toEqual(['second'])
    await done(await ask('POST', '/roles', { name: 'app' }))
  })
})

describe('a logical database', () => {
  it('is deleted with what was granted in it, keeps its name, and comes back with both', async () => {
    await done(await ask('POST', '/logical-databases', { name: 'stock' }))
    await done(await ask('POST', '/roles', { name: 'app', grants: [{ database: 'stock', preset: 'read' }] }))
    await done(await ask('PUT', '/extensions/hstore', { logicalDatabase: 'stock' }))
    expect(await one('/logical-databases', 'stock')).toMatchObject({
      ...{ owner: 'stock_owner', state: 'present', isFirst: false, recoverableUntil: null },
    })
    const before = wished()

    await done(await ask('DELETE', '/logical-databases/stock'))
    const deleted = await one('/logical-databases', 'stock')
    expect(deleted.state).toBe('deleted')
    const days = (Date.parse(deleted.recoverableUntil) - Date.now()) / (24 * 3600 * 1000)
    expect(days).toBeGreaterThan(6.9)
    expect(days).toBeLessThanOrEqual(7)
    expect(wished()).toMatchObject({ databases: [{ state: 'deleted' }], roles: [{ grants: [] }], extensions: [] })
    expect(codeOf(await ask('POST', '/logical-databases', { name: 'stock' }))).toEqual([
      409,
      'logical-database-name-taken',
    ])
    expect(codeOf(await ask('PUT', '/extensions/ltree', { logicalDatabase: 'stock' }))).toEqual([404, 'not-found'])

    // Whoever reads a role and writes it back keeps what rests with the deleted one; it cannot be raised there.
    const [{ grants }] = await itemsOf('/roles')
    await done(await ask('PATCH', '/roles/app', { grants, replication: false }))
    const raised = await ask('PATCH', '/roles/app', { grants: [{ database: 'stock', preset: 'owner' }] })
    expect(codeOf(raised)).toEqual([422, 'unknown-choice'])
    await done(await ask('POST', '/logical-databases/stock/undelete'))
    expect(wished()).toEqual(before)
    expect(codeOf(await ask('POST', '/logical-databases/stock/undelete'))).toEqual([404, 'not-found'])
  })

  it('that came with the database stays with it, and none goes while the database is protected', async () => {
    expect(await itemsOf('/logical-databases')).toMatchObject([{ name: first, isFirst: true, state: 'present' }])
    expect(codeOf(await ask('DELETE', `/logical-databases/${first}`))).toEqual([404, 'not-found'])
    await done(await ask('POST', '/logical-databases', { name: 'stock' }))
    await ask('PUT', '/protection', { isProtected: true })
    expect(codeOf(await ask('DELETE', '/logical-databases/stock'))).toEqual([409, 'database-protected'])
  })

  it('is not called by a word of the engine, nor by what is no name', async () => {
    for (const name of ['postgres', 'template1', 'holdfast', 'a-b', `x"; --`, 'pg_x', 'x'.repeat(58)]) {
      const { status, body } = await ask('POST', '/logical-databases', { name })
      expect([name, status, body.code]).toEqual([name, 422, 'invalid-input'])
    }
  })

  it('takes no name that is taken, nor one whose owner would be somebody else', async () => {
    peer.onDesired = saying((access) => ({
      ...access,
      databases: [...access.databases, { name: 'by_hand', owner: first }],
      roles: [...access.roles, { name: 'lager_owner', canLogin: false, replication: false }],
    }))
    await done(await ask('POST', '/logical-databases', { name: 'stock' }))
    for (const name of [first, 'stock', 'by_hand', 'lager'])
      expect([name, ...codeOf(await ask('POST', '/logical-databases', { name }))]).toEqual([
        name,
        409,
        'logical-database-name-taken',
      ])
    expect(await one('/logical-databases', 'by_hand')).toMatchObject({ owner: first, isPlatformMade: false })
  })
})

describe('an extension', () => {
  it('is offered or not, with the reason, and installed where it is asked for', async () => {
    expect(await one('/extensions', 'hstore')).toMatchObject({ verdict: 'trusted', state: 'available', version: null })
    const refused = await ask('PUT', '/extensions/file_fdw', { logicalDatabase: first })
    expect([...codeOf(refused), refused.body.detail]).toEqual([
      422,
      'extension-not-offered',
      '"file_fdw" is not installed: It reads files of the machine.',
    ])
    expect(codeOf(await ask('PUT', '/extensions/no_such', { logicalDatabase: first }))).toEqual([404, 'not-found'])
    await done(await ask('PUT', '/extensions/hstore', { logicalDatabase: first }))
    expect(await one('/extensions', 'hstore')).toMatchObject({ state: 'installed', version: '1.0' })
    await done(await ask('DELETE', `/extensions/hstore?logicalDatabase=${first}`))
    expect(await one('/extensions', 'hstore')).toMatchObject({ state: 'available', version: null })
    expect(wished()?.extensions ?? []).toEqual([{ database: first, name: 'hstore', state: 'absent' }])
    expect(codeOf(await ask('DELETE', `/extensions/hstore?logicalDatabase=${first}`))).toEqual([404, 'not-found'])
  })

  it('that others need stays, and says so', async () => {
    await done(await ask('PUT', '/extensions/cube', { logicalDatabase: first }))
    const item = `extension:${first}/cube`
    peer.onDesired = saying((access) => ({
      ...access,
      extensions: [{ database: first, name: 'cube', version: '1.5' }],
      refused: [{ item, because: 'table t depends on it' }],
    }))
    const removed = await ask('DELETE', `/extensions/cube?logicalDatabase=${first}`)
    expect(await ended(removed)).toMatchObject({ state: 'failed', problem: { code: 'access-refused' } })
    expect(await one('/extensions', 'cube')).toMatchObject({ state: 'refused', because: 'table t depends on it' })
  })
})

describe('a client certificate', () => {
  const issue = async (body: object) => (await ask('POST', '/client-certificates', body)).body

  it('is signed by the database’s own CA for one login, with a key that is given once or never leaves its maker', async () => {
    await done(await ask('POST', '/roles', { name: 'app', needsCertificate: true }))
    const given = await issue({ login: 'app_a', days: 30 })
    const leaf = new X509Certificate(given.certificatePem)
    const ca = new X509Certificate(given.caPem)
    expect([leaf.subject, leaf.verify(ca.publicKey)]).toEqual(['CN=app_a', true])
    expect(leaf.checkPrivateKey(createPrivateKey(given.keyPem))).toBe(true)
    expect(Math.round((Date.parse(leaf.validTo) - Date.now()) / (24 * 3600 * 1000))).toBe(30)
    expect(wished()?.clientCa).toBe(given.caPem)

    const { csr, key } = await aRequest()
    const signed = await issue({ login: 'app_b', csrPem: csr })
    expect(signed.keyPem).toBeNull()
    expect(new X509Certificate(signed.certificatePem).checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect((await itemsOf('/client-certificates')).map(({ login }: { login: string }) => login).toSorted()).toEqual([
      'app_a',
      'app_b',
    ])
    expect((await ask('GET', '/client-certificates?limit=1')).body).toMatchObject({
      items: [{ state: 'valid' }],
      nextCursor: expect.any(String),
    })
  })

  it('is issued neither for nobody, nor for a superuser, nor for ever', async () => {
    expect((await issue({ login: 'app_a' })).code).toBe('unknown-choice')
    expect((await issue({ login: 'holdfast' })).code).toBe('unknown-choice')
    expect((await issue({ login: `${first}_a`, days: 366 })).code).toBe('invalid-input')
  })

  it('is not issued for a request that proves nothing', async () => {
    const { csr } = await aRequest()
    const spoilt = csr.replace(/(.)(?=.{8}=*\s*-----END)/, (letter) => (letter === 'A' ? 'B' : 'A'))
    for (const csrPem of [
      spoilt,
      'no request',
      '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
    ])
      expect(await issue({ login: `${first}_a`, csrPem })).toMatchObject({
        code: 'invalid-input',
        errors: [{ pointer: '/csrPem' }],
      })
  })

  it('that is revoked stands on the list of the page, also while somebody works on the database, and with its role', async () => {
    await done(await ask('POST', '/roles', { name: 'app', needsCertificate: true }))
    const lost = await issue({ login: 'app_a' })
    const kept = await issue({ login: 'app_b' })
    expect(wished()?.clientCrl).toBeNull()
    peer.onDesired = undefined
    const busy = await ask('PATCH', '/roles/app', { replication: true })
    const revoked = await ask('DELETE', `/client-certificates/${lost.certificate.serial}`)
    expect(revoked.body).toMatchObject({ state: 'revoked', revokedAt: expect.any(String) })
    const page = await peer.desired((it) => Boolean(here(it)?.access?.clientCrl))
    const list = here(page)?.access?.clientCrl ?? ''
    expect(list).toMatch(/^-----BEGIN X509 CRL-----\n/)
    const crl = new X509Crl(list)
    expect(await crl.verify({ publicKey: new Authority(lost.caPem) })).toBe(true)
    expect(crl.findRevoked(lost.certificate.serial)).not.toBeNull()
    expect(crl.findRevoked(kept.certificate.serial)).toBeNull()
    peer.onDesired = (it) => peer.report(obedient(it))
    peer.report(obedient(page))
    await done(busy)

    await done(await ask('DELETE', '/roles/app'))
    expect(new X509Crl(wished()?.clientCrl ?? '').findRevoked(kept.certificate.serial)).not.toBeNull()
    expect(codeOf(await ask('DELETE', '/client-certificates/00ff'))).toEqual([404, 'not-found'])
  })
})

it('shows slots as the host last saw them', async () => {
  expect(await itemsOf('/replication-slots')).toEqual([])
  peer.onDesired = saying((access) => ({ ...access, slots: [{ name: 'cdc', database: first, active: true }] }))
  await done(await ask('POST', '/roles', { name: 'cdc', replication: true }))
  expect(await itemsOf('/replication-slots')).toEqual([{ name: 'cdc', logicalDatabase: first, isActive: true }])
})

it('ends at fifty roles, and pages through them', async () => {
  await inStore(
    api.store.ownerUrl,
    `INSERT INTO access_role (database_id, name, grants, created_at)
     SELECT $1, 'role' || n, '[]', now() FROM generate_series(1, 50) n`,
    [id],
  )
  expect(codeOf(await ask('POST', '/roles', { name: 'one_more' }))).toEqual([409, 'access-limit-reached'])
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await ask('GET', `/roles?limit=20${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.items.map(({ name }: { name: string }) => name))
    cursor = body.nextCursor
  }
  expect([seen.length, new Set(seen).size]).toEqual([50, 50])
})
