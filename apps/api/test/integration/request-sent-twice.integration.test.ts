import { GiB } from '@holdfast/shared/units'
import { beforeAll, describe, expect, it } from 'vitest'
import { inStore } from '../harness/in-store.ts'
import { type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
let ada: Person

beforeAll(async () => {
  await api.signUp()
  await api.joinHost()
  ada = await api.signUp()
})

const create = (name: string, key: string, more: object = {}) =>
  api.ask('POST', '/v1/databases', {
    token: ada.token,
    body: { name, size: 'micro', storageBytes: GiB, ...more },
    headers: { 'idempotency-key': key },
  })
const databasesNamed = async (name: string) =>
  (await inStore(api.store.ownerUrl, 'SELECT id FROM database WHERE name = $1', [name])).length

describe('a create sent twice with one key', () => {
  it('makes one database and gives the same answer, however often', async () => {
    const first = await create('orders', 'key-1')
    expect(first.status).toBe(202)
    for (let n = 0; n < 3; n++) {
      const again = await create('orders', 'key-1')
      expect([again.status, again.body]).toEqual([first.status, first.body])
    }
    expect(await databasesNamed('orders')).toBe(1)
  })

  it('makes one database when both arrive at once, at two replicas', async () => {
    const other = await api.startReplica()
    const toOther = async () => {
      const response = await fetch(`${other.address}/v1/databases`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ada.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'key-2',
        },
        body: JSON.stringify({ name: 'parcels', size: 'micro', storageBytes: GiB }),
      })
      return { status: response.status, body: await response.json() }
    }
    const answers = await Promise.all([create('parcels', 'key-2'), toOther(), create('parcels', 'key-2'), toOther()])
    for (const { status, body } of answers) expect([status, body]).toEqual([202, answers[0]?.body])
    expect(await databasesNamed('parcels')).toBe(1)
    const events = await inStore(
      api.store.ownerUrl,
      "SELECT id FROM audit_event WHERE action = 'database.created' AND facts ->> 'name' = 'parcels'",
    )
    expect(events).toHaveLength(1)
  })

  it('is refused when it asks for something else', async () => {
    const { status, body } = await create('others', 'key-1')
    expect([status, body.code]).toEqual([422, 'idempotency-key-reused'])
    expect(await databasesNamed('others')).toBe(0)
  })

  it('is refused when another of the organization uses the key: an answer is for its asker alone', async () => {
    const made = await api.ask('POST', '/v1/tokens', { token: ada.token, body: { name: 'another' } })
    const token: string = made.body.value
    const stolen = await api.ask('POST', '/v1/databases', {
      token,
      body: { name: 'orders', size: 'micro', storageBytes: GiB },
      headers: { 'idempotency-key': 'key-1' },
    })
    expect([stolen.status, stolen.body.code]).toEqual([422, 'idempotency-key-reused'])
  })

  it('keeps nothing of a request that ended in a problem', async () => {
    expect((await create('orders', 'key-3')).body.code).toBe('name-taken')
    expect((await create('letters', 'key-3')).status).toBe(202)
  })

  it('keeps the answer sealed, for a day', async () => {
    const [row] = await inStore(api.store.ownerUrl, "SELECT reply FROM idempotency_key WHERE key = 'key-1'")
    expect(String(row?.reply)).not.toContain('orders')
    await inStore(
      api.store.ownerUrl,
      "UPDATE idempotency_key SET created_at = now() - interval '25 hours' WHERE key = 'key-1'",
    )
    expect((await create('orders', 'key-1')).body.code).toBe('name-taken')
  })
})
