import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { minStorageBytes } from '@holdfast/shared/engines/sizes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Filling a disk takes as long as the disk is slow. */
const patience = { timeout: 240_000, interval: 1_000 }
const isRefusal = /No space left on device|read-only transaction/

/** Fields of the body, and headers beside them. */
interface Asked {
  readonly headers?: Record<string, string>
  readonly [field: string]: unknown
}

describe('a tenant that fills its disk', () => {
  let platform: ThrowawayPlatform
  let token = ''
  const urls: Record<string, string> = {}

  const ask = async (method: string, path: string, { headers = {}, ...body }: Asked = {}) => {
    const response = await fetch(platform.url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(Object.keys(body).length > 0 && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(Object.keys(body).length > 0 && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() })
  const ended = async (operationId: string) => {
    const read = async () => (await ask('GET', `/v1/operations/${operationId}`)).body
    await expect.poll(async () => (await read()).state, { timeout: 180_000 }).not.toBe('running')
    return read()
  }
  const database = async (name: string) => (await ask('GET', `/v1/databases/${name}`)).body
  const psql = (name: string, sql: string) => runPsql(urls[name] ?? '', sql)
  const bornAt = () => psql('orders', 'select pg_postmaster_start_time()')

  beforeAll(async () => {
    platform = await startThrowawayPlatform()
    const who = { email: 'full@example.com', password: 'correct horse battery', setupCode: platform.setupCode }
    token = (await ask('POST', '/v1/sign-up', who)).body.accessToken
    token = (await ask('POST', '/v1/tokens', { name: 'a full disk' })).body.value
  })
  afterAll(() => platform?.wipe())

  /** As fast as it can, until the platform says that it is read-only. */
  const fill = () =>
    expect
      .poll(async () => {
        const rows = 'insert into filler select repeat(md5(n::text), 60) from generate_series(1, 100000) n'
        const told = await psql('orders', rows).then(
          () => 'taken',
          (error: Error) => error.message,
        )
        if (told !== 'taken') expect(told).toMatch(isRefusal)
        expect(await psql('neighbor', 'insert into kept values (2) returning n')).toMatch(/^2/)
        return (await database('orders')).because
      }, patience)
      .toMatch(/its disk is full: transactions begin read-only/)

  it('has a neighbor on the same host', async () => {
    for (const name of ['orders', 'neighbor']) {
      const made = await ask('POST', '/v1/databases', {
        name,
        size: 'micro',
        storageBytes: minStorageBytes,
        headers: key(),
      })
      expect(await ended(made.body.operation.id)).toMatchObject({ state: 'succeeded' })
      urls[name] = (await ask('POST', `/v1/databases/${name}/connection/reveal`)).body.direct.url
    }
    await psql('orders', 'create table kept as select 1 as n; create unlogged table filler (t text)')
    await psql('neighbor', 'create table kept as select 1 as n')
  })

  it('becomes read-only and says so, its engine lives on, and deleting heals it', async () => {
    const before = await bornAt()
    await fill()
    expect(await database('orders')).toMatchObject({ state: 'degraded' })
    expect(await psql('orders', 'select n from kept')).toBe('1')
    const alert = async () => (await ask('GET', '/v1/alerts')).body.items[0]
    await expect.poll(alert, patience).toMatchObject({ kind: 'disk-filling', severity: 'critical' })
    expect(await psql('orders', 'begin read write; truncate filler; commit')).toContain('COMMIT')
    await expect.poll(async () => (await database('orders')).state, patience).toBe('running')
    await expect.poll(alert, patience).toBeUndefined()
    expect(await bornAt()).toBe(before)
  })

  it('is healed by larger storage, whose price was told before and is told afterwards', async () => {
    await fill()
    const smaller = await ask('POST', '/v1/databases/orders/resize', {
      storageBytes: 1,
      headers: { ...key(), 'if-match': '*' },
    })
    expect([smaller.status, smaller.body.code]).toEqual([409, 'storage-cannot-shrink'])
    const storageBytes = 2 * minStorageBytes
    const plan = await ask('GET', `/v1/databases/orders/resize-plan?storageBytes=${storageBytes}`)
    expect(plan.body).toMatchObject({ isPossible: true, fromBytes: minStorageBytes, toBytes: storageBytes })
    const grown = await ask('POST', '/v1/databases/orders/resize', {
      storageBytes,
      headers: { ...key(), 'if-match': '*' },
    })
    expect(grown.status).toBe(202)
    const operation = await ended(grown.body.operation.id)
    expect(operation).toMatchObject({ kind: 'grow-database', state: 'succeeded' })
    const told = operation.events.map(({ because }: { because: string | null }) => because)
    expect(told).toContainEqual(expect.stringMatching(/^clients were held for \d+\.\d s$/))
    await expect.poll(async () => (await database('orders')).state, patience).toBe('running')
    await psql('orders', "insert into filler values ('more')")
    expect(await psql('orders', 'select n from kept')).toBe('1')
    expect(await psql('neighbor', 'select count(*) > 1 from kept')).toBe('t')
  })
})
