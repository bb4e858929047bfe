import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The story as a stranger's program would write it: plain `fetch`, nothing of ours. */
describe('from nothing to a connection string by REST', () => {
  let platform: ThrowawayPlatform
  let token = ''

  beforeAll(async () => {
    platform = await startThrowawayPlatform()
  })
  afterAll(() => platform?.wipe())

  const ask = async (
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const response = await fetch(platform.url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined }
  }

  const ended = async (operationId: string) => {
    const read = async () => (await ask('GET', `/v1/operations/${operationId}`)).body
    await expect.poll(async () => (await read()).state, { timeout: 120_000 }).not.toBe('running')
    return read()
  }

  it('signs up the first operator with the setup code, and nobody without it', async () => {
    const body = { email: 'rest@example.com', password: 'correct horse battery' }
    expect((await ask('POST', '/v1/sign-up', { body: { ...body, setupCode: 'guess' } })).body.code).toBe(
      'setup-code-wrong',
    )
    const session = await ask('POST', '/v1/sign-up', { body: { ...body, setupCode: platform.setupCode } })
    expect(session.status).toBe(201)
    token = session.body.accessToken
    const made = await ask('POST', '/v1/tokens', { body: { name: 'rest story' } })
    token = made.body.value
    expect(token).toMatch(/^hf_/)
  })

  it('creates a database whose string works in psql over verify-full with an empty environment', async () => {
    const headers = { 'idempotency-key': 'first-create-of-orders' }
    const body = { name: 'orders', size: 'micro', storageBytes: 1024 ** 3 }
    const created = await ask('POST', '/v1/databases', { body, headers })
    expect(created.status).toBe(202)
    const again = await ask('POST', '/v1/databases', { body, headers })
    expect(again.body).toEqual(created.body)

    expect((await ended(created.body.operation.id)).state).toBe('succeeded')
    const { body: connection } = await ask('POST', '/v1/databases/orders/connection/reveal')
    expect(connection.url).toContain('sslmode=verify-full')
    expect(await runPsql(connection.url, 'select version()')).toContain('PostgreSQL 17')
    await runPsql(connection.url, 'create table parcel as select 42 as weight')
    expect(connection.url).toBe(connection.pooled.url)
    expect(await runPsql(connection.direct.url, 'select weight from parcel')).toBe('42')
  })

  it('deletes and brings it back with its data and the very same string', async () => {
    const { body: connection } = await ask('POST', '/v1/databases/orders/connection/reveal')
    expect((await ask('DELETE', '/v1/databases/orders')).body.code).toBe('precondition-required')
    const { headers } = await ask('GET', '/v1/databases/orders')
    const etag = headers.get('etag') ?? ''
    const removed = await ask('DELETE', '/v1/databases/orders', { headers: { 'if-match': etag } })
    expect(removed.status).toBe(202)
    expect((await ended(removed.body.operation.id)).state).toBe('succeeded')
    await expect(runPsql(connection.url, 'select 1')).rejects.toThrow()

    const undelete = { headers: { 'idempotency-key': 'undelete-orders' } }
    const back = await ask('POST', `/v1/databases/${removed.body.database.id}/undelete`, undelete)
    expect((await ended(back.body.operation.id)).state).toBe('succeeded')
    expect(await runPsql(connection.url, 'select weight from parcel')).toBe('42')
  })

  it('wrote down who did what', async () => {
    const { body } = await ask('GET', '/v1/audit-events')
    const actions = body.items.map((item: { action: string }) => item.action)
    for (const action of [
      'database.created',
      'database.deleted',
      'database.undeleted',
      'database.password-revealed',
      'token.created',
    ])
      expect(actions).toContain(action)
    const numbers = body.items.map((item: { sequence: number }) => item.sequence)
    expect(numbers).toEqual(numbers.map((_: number, index: number) => numbers[0] - index))
  })
})
