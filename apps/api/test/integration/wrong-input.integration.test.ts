import { connect } from 'node:net'
import { GiB } from '@holdfast/shared/units'
import { beforeAll, describe, expect, it } from 'vitest'
import { inStore } from '../harness/in-store.ts'
import { type Answer, type AskOptions, type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
let operator: Person
let token = ''

const key = () => ({ 'idempotency-key': crypto.randomUUID() })
const create = (body: unknown) => api.ask('POST', '/v1/databases', { token, body, headers: key() })
const codeOf = ({ status, body }: Answer) => [status, body.code]
const pointersOf = ({ body }: Answer): string[] => body.errors.map(({ pointer }: { pointer: string }) => pointer)

beforeAll(async () => {
  operator = await api.signUp()
  token = operator.token
  await api.joinHost()
})

const rowsMade = async () => {
  const [row] = await inStore(
    api.store.ownerUrl,
    "SELECT (SELECT count(*) FROM database) + (SELECT count(*) FROM operation) + (SELECT count(*) FROM secret WHERE purpose <> 'session-keys') AS n",
  )
  return Number(row?.n)
}

describe('a database that cannot be', () => {
  it.each([
    ['empty', ''],
    ['longer than 60', 'a'.repeat(61)],
    ['longer than 64', 'a'.repeat(64)],
    ['very long', 'a'.repeat(100_000)],
    ['unicode', 'bücher'],
    ['an emoji', '🐘'],
    ['upper case', 'Orders'],
    ['SQL', "x'; DROP TABLE person; --"],
    ['a shell', '$(reboot)'],
    ['back ticks', '`id`'],
    ['a path', '../../etc/passwd'],
    ['a new line', 'a\nb'],
    ['a zero character', 'a\0b'],
    ['half a character', 'a\ud800'],
    ['spaces', ' orders '],
    ['a leading digit', '1st'],
    ['a double hyphen', 'a--b'],
    ['a trailing hyphen', 'a-'],
    ['a number', 7],
    ['null', null],
    ['a list', ['orders']],
  ])('by its name: %s', async (_, name) => {
    const answer = await create({ name })
    expect(codeOf(answer)).toEqual([422, 'invalid-input'])
    expect(pointersOf(answer)).toContain('/name')
    expect(answer.body.remedy).toBeTruthy()
  })

  it.each<[string, object, string]>([
    ['a size that does not exist', { size: 'galactic' }, 'unknown-choice'],
    ['a version that does not exist', { version: '9.6' }, 'unknown-choice'],
    ['an engine that does not exist', { engine: 'oracle' }, 'unknown-choice'],
    ['less storage than any', { storageBytes: 1 }, 'invalid-input'],
    ['more storage than any', { storageBytes: Number.MAX_SAFE_INTEGER }, 'invalid-input'],
    ['more storage than an integer', { storageBytes: 1e300 }, 'invalid-input'],
    ['negative storage', { storageBytes: -GiB }, 'invalid-input'],
    ['storage in words', { storageBytes: '10GB' }, 'invalid-input'],
    ['half a byte', { storageBytes: 1.5 }, 'invalid-input'],
    ['more storage than the quota', { storageBytes: 300 * GiB }, 'quota-exceeded'],
    ['five standbys', { standbys: 5 }, 'invalid-input'],
    ['a standby, which is not offered yet', { standbys: 1 }, 'not-available-yet'],
    ['networks that are none', { allowedNetworks: ['everywhere'] }, 'invalid-input'],
    ['labels that are none', { labels: { 'Not A Label': 'x' } }, 'invalid-input'],
    [
      'too many labels',
      { labels: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`l${n}`, ''])) },
      'invalid-input',
    ],
    ['a region without hosts', { region: 'the-moon' }, 'no-host-fits'],
    ['a field nobody knows', { superuser: true }, 'invalid-input'],
  ])('for what it asks: %s', async (_, wish, code) => {
    const before = await rowsMade()
    const answer = await create({ name: 'orders', ...wish })
    expect(answer.body.code).toBe(code)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(await rowsMade()).toBe(before)
  })

  it('beyond every host, with each host’s reason', async () => {
    const limits = { databases: 99, cpus: 9_999, memoryBytes: 9_999 * GiB, storageBytes: 999_999 * GiB }
    await api.ask('PUT', `/v1/organizations/${operator.organizationId}/quota`, { token, body: limits })
    const answer = await create({ name: 'giant', storageBytes: 5_000 * GiB })
    expect(codeOf(answer)).toEqual([409, 'no-host-fits'])
    expect(answer.body.facts.hosts[0].because).toMatch(/storage/)
  })
})

describe('a body that cannot be read', () => {
  const send = (options: AskOptions) => api.ask('POST', '/v1/tokens', { token, ...options })
  const json = { 'content-type': 'application/json' }

  it.each([
    '{',
    '{"name":}',
    'nonsense',
    '{"name":"a"}x',
    '[1,',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":1}}',
  ])('malformed: %s', async (body) => {
    expect(codeOf(await send({ body, headers: json }))).toEqual([400, 'malformed-body'])
  })

  it.each(['null', '[]', '"text"', '7', '', '{}'])('another document: %s', async (body) => {
    expect(codeOf(await send({ body, headers: json }))).toEqual([422, 'invalid-input'])
  })

  it('is not UTF-8', async () => {
    const response = await fetch(`${api.url}/v1/tokens`, {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${token}` },
      body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    })
    expect(await response.json()).toMatchObject({ status: 400, code: 'malformed-body' })
  })

  it.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'is %s',
    async (type) => {
      const answer = await send({ body: 'name=a', headers: { 'content-type': type } })
      expect(codeOf(answer)).toEqual([415, 'wrong-content-type'])
      expect(answer.body.facts.given).toBe(type)
    },
  )

  it('is of 10 MB', async () => {
    const answer = await send({ body: { name: 'x'.repeat(10_000_000) } }).catch((error: Error) => error)
    // The api stops reading; a client that goes on writing may see the connection end before the answer.
    if (!(answer instanceof Error)) expect(codeOf(answer)).toEqual([413, 'body-too-large'])
  })

  it('is said to be of 10 MB', async () => {
    const head = [
      'POST /v1/tokens HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      'content-length: 10000000',
    ]
    const heard = await raw(`${head.join('\r\n')}\r\n\r\n`)
    expect(heard).toMatch(/^HTTP\/1\.1 413 /)
    expect(heard).toContain('"code":"body-too-large"')
  })

  it('of 10 MB from somebody unknown is not even read', async () => {
    const head = [
      'POST /v1/tokens HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      'content-length: 10000000',
    ]
    expect(await raw(`${head.join('\r\n')}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 401 /)
  })
})

/** Speaks HTTP by hand; returns the first bytes of the answer. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url)
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes
      if (heard.includes('\r\n\r\n')) setTimeout(() => socket.destroy(), 50)
    })
    socket.on('close', () => resolve(heard))
    socket.on('error', reject)
    socket.setTimeout(5_000, () => socket.destroy())
  })

describe('a path or a question that is wrong', () => {
  it.each<[string, string, number, string]>([
    ['GET', '/v1/nothing', 404, 'not-found'],
    ['GET', '/v1/databases/no-such-database', 404, 'not-found'],
    ['GET', `/v1/databases/${'x'.repeat(250)}`, 404, 'not-found'],
    ['GET', '/v1/databases/%00', 404, 'not-found'],
    ['GET', '/v1/databases/%ff', 404, 'not-found'],
    ['GET', "/v1/databases/x'%20OR%201=1", 404, 'not-found'],
    ['GET', '/v1/operations/op_nonsense', 404, 'not-found'],
    ['GET', '/v1/operations/op_00000000000000000000', 404, 'not-found'],
    ['DELETE', '/v1/tokens/7', 404, 'not-found'],
    ['GET', '/v1/hosts/nowhere', 404, 'not-found'],
    ['PUT', '/v1/databases', 405, 'method-not-allowed'],
    ['PATCH', '/v1/operations/op_00000000000000000000', 405, 'method-not-allowed'],
    ['GET', '/v1/databases?limit=0', 422, 'invalid-input'],
    ['GET', '/v1/databases?limit=ten', 422, 'invalid-input'],
    ['GET', '/v1/databases?limit=10000', 422, 'invalid-input'],
    ['GET', '/v1/databases?deleted=maybe', 422, 'invalid-input'],
    ['GET', '/v1/operations?state=lost', 422, 'invalid-input'],
    ['GET', '/v1/operations?databaseId=orders', 422, 'invalid-input'],
    ['GET', `/v1/databases?q=${'x'.repeat(100)}`, 422, 'invalid-input'],
    ['GET', '/v1/databases?q=%00', 422, 'invalid-input'],
  ])('%s %s', async (method, path, status, code) => {
    expect(codeOf(await api.ask(method, path, { token }))).toEqual([status, code])
  })

  it('names the methods that a path has', async () => {
    const { headers } = await api.ask('PUT', '/v1/databases', { token })
    expect(headers.get('allow')).toBe('GET, POST')
  })

  it('does not stumble over cursors that it never gave', async () => {
    for (const path of ['databases', 'operations', 'tokens', 'hosts', 'audit-events', 'releases', 'organizations'])
      expect((await api.ask('GET', `/v1/${path}?cursor=${encodeURIComponent("'; --")}`, { token })).status).toBe(200)
  })
})

describe('a change that does not fit', () => {
  const settled = async (name: string) => {
    await expect
      .poll(async () => (await api.ask('GET', `/v1/databases/${name}`, { token })).body.operationId, {
        timeout: 10_000,
      })
      .toBe(null)
  }
  const anyVersion = { 'if-match': '*' }

  it('of an older version, of a taken name, of a protected or a deleted database', async () => {
    for (const name of ['first', 'second']) {
      expect((await create({ name, size: 'micro', storageBytes: GiB })).status).toBe(202)
      await settled(name)
    }
    expect(codeOf(await create({ name: 'first', size: 'micro', storageBytes: GiB }))).toEqual([409, 'name-taken'])

    const shown = await api.ask('GET', '/v1/databases/second', { token })
    const etag = shown.headers.get('etag') ?? ''
    expect(etag).toBe(`"${shown.body.revision}"`)
    const change = (headers: Record<string, string>, body: object) =>
      api.ask('PATCH', '/v1/databases/second', { token, body, headers })
    expect(codeOf(await change({ 'if-match': etag }, { name: 'first' }))).toEqual([409, 'name-taken'])
    const changed = await change({ 'if-match': etag }, { labels: { team: 'blue' } })
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, `"${shown.body.revision + 1}"`])
    expect(codeOf(await change({ 'if-match': etag }, { labels: {} }))).toEqual([412, 'version-conflict'])
    expect(codeOf(await change({ 'if-match': 'second' }, { labels: {} }))).toEqual([422, 'invalid-input'])

    const protection = { token, body: { isProtected: true }, headers: anyVersion }
    await api.ask('PUT', '/v1/databases/first/protection', protection)
    const remove = (name: string) => api.ask('DELETE', `/v1/databases/${name}`, { token, headers: anyVersion })
    expect(codeOf(await remove('first'))).toEqual([409, 'database-protected'])

    const both = await Promise.all([remove('second'), remove('second')])
    expect(both.map(({ status }) => status).toSorted()).toEqual([202, 409])
    const loser = both.find(({ status }) => status === 409)
    expect(['database-deleted', 'database-busy']).toContain(loser?.body.code)
  })

  it('leaves no audit event behind', async () => {
    const rows = await inStore(api.store.ownerUrl, "SELECT facts FROM audit_event WHERE action = 'database.deleted'")
    expect(rows).toHaveLength(1)
  })
})
