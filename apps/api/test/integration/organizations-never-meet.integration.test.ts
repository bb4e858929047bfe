import { GiB } from '@holdfast/shared/units'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
const key = () => ({ 'idempotency-key': crypto.randomUUID() })
const orders = { name: 'orders', size: 'micro', storageBytes: GiB }

let chief: Person
let ada: Person
let bob: Person
let bobs: { database: string; operation: string; token: string; organization: string }

beforeAll(async () => {
  chief = await api.signUp()
  await api.joinHost()
  ada = await api.signUp()
  bob = await api.signUp()
  const created = await api.ask('POST', '/v1/databases', { token: bob.token, body: orders, headers: key() })
  const made = await api.ask('POST', '/v1/tokens', { token: bob.token, body: { name: 'ci' } })
  bobs = {
    database: created.body.database.id,
    operation: created.body.operation.id,
    token: made.body.token.id,
    organization: bob.organizationId,
  }
})

describe('what belongs to another organization', () => {
  it.each<[string, () => string, object?]>([
    ['GET', () => `/v1/databases/${bobs.database}`],
    ['GET', () => '/v1/databases/orders'],
    ['GET', () => `/v1/databases/${bobs.database}/connection`],
    ['POST', () => `/v1/databases/${bobs.database}/connection/reveal`],
    ['PATCH', () => `/v1/databases/${bobs.database}`, { name: 'mine' }],
    ['PUT', () => `/v1/databases/${bobs.database}/protection`, { isProtected: true }],
    ['POST', () => `/v1/databases/${bobs.database}/restart`],
    ['DELETE', () => `/v1/databases/${bobs.database}`],
    ['POST', () => `/v1/databases/${bobs.database}/undelete`],
    ['GET', () => `/v1/operations/${bobs.operation}`],
    ['POST', () => `/v1/operations/${bobs.operation}/cancel`],
    ['DELETE', () => `/v1/tokens/${bobs.token}`],
  ])('does not exist: %s %#', async (method, path, body) => {
    const headers = { ...key(), 'if-match': '*' }
    const answer = await api.ask(method, path(), { token: ada.token, headers, ...(body ? { body } : {}) })
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found'])
    expect(JSON.stringify(answer.body)).not.toContain(bob.email)
  })

  it('is not told to whoever asks for it at the same moment as its owner', async () => {
    const ask = (who: Person) => api.ask('GET', `/v1/databases/${bobs.database}`, { token: who.token })
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => ask(n % 2 === 0 ? ada : bob)))
    const told = answers.map(({ status, body }) => `${status} ${body.code ?? body.organizationId}`)
    expect(told).toEqual(told.map((_, n) => (n % 2 === 0 ? '404 not-found' : `200 ${bobs.organization}`)))
  })

  it('is not named in the trail of an organization that its token made', async () => {
    const made = await api.ask('POST', '/v1/tokens', { token: bob.token, body: { name: 'maker of another' } })
    const by = { token: made.body.value, body: { name: 'Another' }, headers: key() }
    const { id } = (await api.ask('POST', '/v1/organizations', by)).body
    const headers = { 'holdfast-organization': id }
    const trail = async () => (await api.ask('GET', '/v1/audit-events', { token: bob.token, headers })).body.items
    await expect.poll(trail).toMatchObject([{ action: 'organization.created', actor: { id: bob.personId } }])
    expect(JSON.stringify(await trail())).not.toContain('maker of another')
  })

  it('cannot be spoken for, by header', async () => {
    const headers = { 'holdfast-organization': bobs.organization }
    for (const path of ['/v1/whoami', '/v1/databases', '/v1/audit-events', '/v1/events']) {
      const { status, body } = await api.ask('GET', path, { token: ada.token, headers })
      expect([status, body.code]).toEqual([404, 'not-found'])
    }
    const { body } = await api.ask('GET', '/v1/whoami', {
      token: ada.token,
      headers: { 'holdfast-organization': ada.organizationId },
    })
    expect(body.organizationId).toBe(ada.organizationId)
  })

  it('is in no list', async () => {
    for (const path of ['databases', 'operations', 'tokens', 'audit-events', 'organizations']) {
      const { body } = await api.ask('GET', `/v1/${path}?limit=200`, { token: ada.token })
      const text = JSON.stringify(body)
      for (const id of Object.values(bobs)) expect(text).not.toContain(id)
    }
    const { body } = await api.ask('GET', '/v1/databases?q=ord', { token: ada.token })
    expect(body.items).toEqual([])
  })

  it('does not take a name away, nor count against the quota', async () => {
    const created = await api.ask('POST', '/v1/databases', { token: ada.token, body: orders, headers: key() })
    expect(created.status).toBe(202)
    const { body } = await api.ask('GET', '/v1/quota', { token: ada.token })
    expect(body.used.databases).toBe(1)
  })

  it('keeps its idempotency keys to itself', async () => {
    const headers = key()
    const body = { name: 'same key' }
    const one = await api.ask('POST', '/v1/organizations', { token: ada.token, body, headers })
    const two = await api.ask('POST', '/v1/organizations', { token: bob.token, body, headers })
    expect([one.status, two.status]).toEqual([201, 201])
    expect(one.body.id).not.toBe(two.body.id)
  })
})

it('a person of two organizations speaks for the one that is named', async () => {
  const { body: second } = await api.ask('POST', '/v1/organizations', {
    token: ada.token,
    body: { name: 'second' },
    headers: key(),
  })
  const headers = { 'holdfast-organization': second.id }
  await expect.poll(async () => (await api.ask('GET', '/v1/whoami', { token: ada.token, headers })).status).toBe(200)
  expect((await api.ask('GET', '/v1/databases', { token: ada.token, headers })).body.items).toEqual([])
  const { body } = await api.ask('GET', '/v1/organizations', { token: ada.token })
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(
    expect.arrayContaining([ada.organizationId, second.id]),
  )
})

describe('a member of two organizations', () => {
  let both: Person
  const speakingFor = (organizationId: string) => ({ 'holdfast-organization': organizationId })

  beforeAll(async () => {
    both = await api.signUp()
    const body = { email: both.email, role: 'admin' }
    const { value } = (await api.ask('POST', '/v1/invitations', { token: ada.token, body })).body
    await api.ask('POST', '/v1/invitations/accept', { token: both.token, body: { value } })
  })

  it('sees in each only what belongs to it', async () => {
    const named = { name: 'of-both', size: 'micro', storageBytes: GiB }
    const headers = { ...key(), ...speakingFor(both.organizationId) }
    const { body: made } = await api.ask('POST', '/v1/databases', { token: both.token, body: named, headers })
    for (const path of [
      'databases',
      'operations',
      'tokens',
      'members',
      'invitations',
      'audit-events',
      'alerts',
      'quota',
    ]) {
      const ask = (organizationId: string) =>
        api.ask('GET', `/v1/${path}`, { token: both.token, headers: speakingFor(organizationId) })
      const [own, other] = [await ask(both.organizationId), await ask(ada.organizationId)]
      expect([path, own.status, other.status]).toEqual([path, 200, 200])
      expect(JSON.stringify(other.body)).not.toContain(made.database.id)
      expect(JSON.stringify(other.body)).not.toContain('of-both')
      expect(JSON.stringify(own.body)).not.toContain(ada.email)
    }
    const foreign = await api.ask('GET', `/v1/databases/${made.database.id}`, {
      token: both.token,
      headers: speakingFor(ada.organizationId),
    })
    expect(foreign.status).toBe(404)
  })

  it('hears of each only what belongs to it', async () => {
    const ending = new AbortController()
    const { body } = await fetch(`${api.url}/v1/events`, {
      headers: {
        authorization: `Bearer ${both.token}`,
        'last-event-id': '0',
        ...speakingFor(both.organizationId),
      },
      signal: ending.signal,
    })
    let text = ''
    const reading = (async () => {
      for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk
    })().catch(() => undefined)
    await expect.poll(() => text, { timeout: 5000 }).toContain('of-both')
    ending.abort()
    await reading
    expect(text).not.toContain(ada.organizationId)
  })
})

it('no more connections are promised than the quota has', async () => {
  const eve = await api.signUp()
  const limits = { databases: 9, cpus: 9, memoryBytes: 90 * GiB, storageBytes: 900 * GiB, connections: 60 }
  const path = `/v1/organizations/${eve.organizationId}/quota`
  const set = await api.ask('PUT', path, { token: chief.token, body: limits })
  expect(set.body.limit.connections).toBe(60)
  const create = (name: string) =>
    api.ask('POST', '/v1/databases', { token: eve.token, body: { ...orders, name }, headers: key() })
  const answers = await Promise.all([create('one'), create('two')])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409])
  expect(answers.find(({ status }) => status === 409)?.body.detail).toContain('connections: 50 of 60')
})
