import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type EventReader, readEvents } from '../harness/event-reader.ts'
import { inStore } from '../harness/in-store.ts'
import { type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
let operator: Person
const open: EventReader[] = []

beforeAll(async () => {
  operator = await api.signUp()
})
afterEach(() => {
  for (const reader of open.splice(0)) reader.close()
})

const follow = async (person: Person, more: { after?: number; query?: string; token?: string } = {}) => {
  const { after, query = '', token = person.token } = more
  const resume: Record<string, string> = after === undefined ? {} : { 'last-event-id': String(after) }
  const reader = await readEvents(`${api.url}/v1/events${query}`, { authorization: `Bearer ${token}`, ...resume })
  open.push(reader)
  return reader
}
const makeTokens = async (person: Person, count: number) => {
  for (let n = 0; n < count; n++)
    await api.ask('POST', '/v1/tokens', { token: person.token, body: { name: `token ${n}` } })
}
const numbers = ({ events }: EventReader) => events.map(({ sequence }) => sequence)

describe('the event stream', () => {
  it('tells of a change within a second, with the view as the routes give it', async () => {
    const ada = await api.signUp()
    const reader = await follow(ada)
    const { body } = await api.ask('POST', '/v1/tokens', { token: ada.token, body: { name: 'seen live' } })
    const seen = () => reader.events.find(({ topic }) => topic === 'token')
    await expect.poll(seen, { timeout: 1_000, interval: 20 }).toBeDefined()
    expect(seen()).toMatchObject({ subject: body.token.id, version: 1, view: body.token })
  })

  it('goes on after the last number that was seen: nothing twice, nothing left out', async () => {
    const ada = await api.signUp()
    const first = await follow(ada, { after: 0 })
    await makeTokens(ada, 5)
    await expect.poll(() => first.events.length).toBeGreaterThanOrEqual(5)
    first.close()
    const last = numbers(first).at(-1) ?? 0
    await makeTokens(ada, 7)
    const second = await follow(ada, { after: last })
    // The organization's own event, and twelve tokens.
    const all = () => [...numbers(first), ...numbers(second)]
    await expect.poll(() => all().length).toBe(13)
    expect(all()).toEqual(all().map((_, index) => index + 1))
  })

  it('skips nothing while two replicas write at once', async () => {
    const ada = await api.signUp()
    const other = await api.startReplica()
    const reader = await follow(ada, { after: 0 })
    const begin = reader.events.length
    const writes = Array.from({ length: 40 }, (_, n) =>
      fetch(`${n % 2 ? api.url : other.address}/v1/tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: `token ${n}` }),
      }),
    )
    await Promise.all(writes)
    await expect.poll(() => reader.events.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(begin + 40)
    expect(numbers(reader)).toEqual(numbers(reader).map((_, index) => index + 1))
  })

  it('says so when it is asked to go on after a number that never was', async () => {
    const ada = await api.signUp()
    const reader = await follow(ada, { after: 999_999 })
    await expect.poll(() => reader.remarks.join()).toContain('event: gap')
  })

  it('ends when the session ends or the token is revoked', async () => {
    const ada = await api.signUp()
    const { body: made } = await api.ask('POST', '/v1/tokens', { token: ada.token, body: { name: 'ci' } })
    const [bySession, byToken] = [await follow(ada), await follow(ada, { token: made.value })]
    await api.ask('DELETE', `/v1/tokens/${made.token.id}`, { token: ada.token })
    await expect.poll(byToken.isEnded, { timeout: 1_000 }).toBe(true)
    expect(bySession.isEnded()).toBe(false)
    await api.ask('DELETE', '/v1/sessions/current', { token: ada.token })
    await expect.poll(bySession.isEnded, { timeout: 1_000 }).toBe(true)
  })

  it('tells nobody of another organization', async () => {
    const [ada, bob] = [await api.signUp(), await api.signUp()]
    const reader = await follow(ada, { after: 0 })
    await makeTokens(bob, 3)
    await makeTokens(ada, 1)
    await expect.poll(() => reader.events.some(({ topic }) => topic === 'token')).toBe(true)
    expect(reader.events.filter(({ topic }) => topic === 'token')).toHaveLength(1)
  })

  it('tells of hosts on the installation’s stream', async () => {
    const reader = await follow(operator, { query: '?scope=installation', after: 0 })
    await api.joinHost()
    await expect.poll(() => reader.events.some(({ topic }) => topic === 'host'), { timeout: 5_000 }).toBe(true)
  })

  it('ends for a person who is no member of the organization any more', async () => {
    const { ownerUrl } = api.store
    const ada = await api.signUp()
    const reader = await follow(ada)
    const [session] = await inStore(ownerUrl, 'SELECT id FROM session WHERE person_id = $1', [ada.personId])
    await inStore(ownerUrl, 'DELETE FROM member WHERE person_id = $1', [ada.personId])
    // What every stream does by itself every ten seconds.
    await inStore(ownerUrl, `SELECT pg_notify('revoked', $1)`, [session?.id])
    await expect.poll(reader.isEnded, { timeout: 2_000 }).toBe(true)
  })

  it('may be followed a dozen times by one caller and no more', async () => {
    const ada = await api.signUp()
    for (let n = 0; n < 12; n++) await follow(ada)
    await expect(follow(ada)).rejects.toThrow(/429/)
  })
})
