import { beforeAll, describe, expect, it } from 'vitest'
import { type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
let ada: Person
let ben: Person

type Event = { sequence: number; action: string; actor: { id: string; name: string }; at: string }
const search = async (query: Record<string, string>): Promise<Event[]> => {
  const search = new URLSearchParams(query)
  return (await api.ask('GET', `/v1/audit-events?${search}`, { token: ada.token })).body.items
}
const rename = (person: Person, name: string) =>
  api.ask('PATCH', `/v1/organizations/${ada.organizationId}`, {
    token: person.token,
    body: { name },
    headers: { 'holdfast-organization': ada.organizationId },
  })

beforeAll(async () => {
  ada = await api.signUp()
  ben = await api.signUp()
  const { body } = await api.ask('POST', '/v1/invitations', {
    token: ada.token,
    body: { email: ben.email, role: 'admin' },
  })
  await api.ask('POST', '/v1/invitations/accept', { token: ben.token, body: { value: body.value } })
  expect([(await rename(ada, 'kelp')).status, (await rename(ben, 'rock')).status]).toEqual([200, 200])
})

describe('the audit trail is searched', () => {
  it('by what was done, a moment after it was', async () => {
    await expect.poll(async () => (await search({ action: 'organization.renamed' })).length).toBe(2)
  })

  it('by who did it: an id, or a part of an e-mail address in any case', async () => {
    const bens = await search({ actor: ben.personId })
    expect(bens.map(({ actor }) => actor.name)).toContain(ben.email)
    expect(new Set(bens.map(({ actor }) => actor.id))).toEqual(new Set([ben.personId]))
    expect(await search({ actor: ben.email.toUpperCase().slice(0, 12) })).toEqual(bens)
    expect(await search({ actor: 'nobody@nowhere.example' })).toEqual([])
    // Wildcards of SQL mean themselves.
    expect(await search({ actor: '%' })).toEqual([])
  })

  it('by what was done and who did it together', async () => {
    const [event, ...others] = await search({ actor: ada.personId, action: 'organization.renamed' })
    expect(others).toEqual([])
    expect(event?.actor.name).toBe(ada.email)
  })

  it('by time: from a moment on, and until before one', async () => {
    const all = await search({})
    const at = (await search({ action: 'organization.renamed' })).at(-1)?.at ?? ''
    const after = await search({ from: at })
    const before = await search({ to: at })
    expect(after.length).toBeGreaterThan(0)
    expect(before.length).toBeGreaterThan(0)
    expect([...after, ...before]).toEqual(all)
    expect(await search({ from: at, to: at })).toEqual([])
  })

  it('page by page, with the same search', async () => {
    const actor = ada.personId
    const pages: Event[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/v1/audit-events?limit=1&actor=${actor}${cursor ? `&cursor=${cursor}` : ''}`
      const { body } = await api.ask('GET', path, { token: ada.token })
      pages.push(...body.items)
      cursor = body.nextCursor
    }
    expect(pages).toEqual(await search({ actor }))
  })

  it.each([
    ['from=yesterday', '/query/from'],
    ['to=2026-13-01T00:00:00Z', '/query/to'],
    ['actor=', '/query/actor'],
  ])('not by %s', async (query, pointer) => {
    const { status, body } = await api.ask('GET', `/v1/audit-events?${query}`, { token: ada.token })
    expect([status, body.code]).toEqual([422, 'invalid-input'])
    expect(body.errors[0].pointer).toBe(pointer)
  })
})
