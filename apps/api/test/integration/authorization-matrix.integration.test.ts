import type { Route } from '@holdfast/shared/contract/define-route'
import { Permission } from '@holdfast/shared/contract/permissions'
import { GiB } from '@holdfast/shared/units'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Cast, makeCast, routes } from '../authorization/callers.ts'
import { foreignCalls } from '../authorization/foreign-subjects.ts'
import { roles, type Who, whoMay } from '../authorization/who-may.ts'
import { type Answer, type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
let operator: Person
let cast: Cast
let stranger: Person
let strangersToken: string

beforeAll(async () => {
  operator = await api.signUp()
  await api.joinHost()
  cast = await makeCast(api, operator)
  const limits = { databases: 100, cpus: 100, memoryBytes: 900 * GiB, storageBytes: 900 * GiB }
  await api.ask('PUT', `/v1/organizations/${cast.organizationId}/quota`, { token: operator.token, body: limits })
  stranger = await api.signUp()
  strangersToken = (await api.ask('POST', '/v1/tokens', { token: stranger.token, body: { name: 'ci' } })).body.value
})

/** An id of each kind that nobody has: the question is who may ask, not what becomes of it. */
const nobody: Readonly<Record<string, string>> = {
  organizationId: 'or_99999999999999999999',
  tokenId: 'tk_99999999999999999999',
  personId: 'pe_99999999999999999999',
  invitationId: 'iv_99999999999999999999',
  sessionId: 'ss_99999999999999999999',
}
const pathOf = (route: Route) =>
  route.path.replaceAll(/:(\w+)/g, (_, name: string) => nobody[name] ?? `no-such-${name}`)

/** Asks with nothing in hand: whoever may ask hears what is missing, or `not found`. */
const knock = (route: Route, token: string): Promise<Answer> =>
  api.ask(route.method, pathOf(route), { token, ...(route.method !== 'GET' && route.body ? { body: {} } : {}) })

const verdictOf = ({ status, body }: Answer): 'in' | 'out' | 'unknown' => {
  if (status >= 500) throw new Error(`answered ${status} ${JSON.stringify(body)}`)
  if (body?.code === 'not-signed-in') return 'unknown'
  return body?.code === 'permission-missing' || body?.code === 'session-needed' ? 'out' : 'in'
}

/** Routes that end the very session (or every other one) that asks get a session of their own. */
const ending = new Set(['people.signOut', 'account.endOtherSessions'])
const judged = routes.filter(
  ([name, route]) => whoMay[name] !== 'anybody' && route.access !== 'public' && !ending.has(name),
)

const routeOf = (name: string): Route => {
  const route = routes.find(([known]) => known === name)?.[1]
  if (!route) throw new Error(`${name} is no route`)
  return route
}

const mayByRole = (who: Who | undefined, role: string): boolean =>
  typeof who === 'string' || who?.[1].split(' ').includes(role) === true

it('has one row for every route, and none beside', () => {
  expect(Object.keys(whoMay).toSorted()).toEqual(routes.map(([name]) => name).toSorted())
  const open = routes.filter(([name, route]) => (route.access === 'public') !== (whoMay[name] === 'anybody'))
  expect(open.map(([name]) => name)).toEqual([])
})

describe('every route × every role', () => {
  it.each(judged)('%s, by session', async (name, route) => {
    const who = whoMay[name]
    for (const role of roles) {
      // What acts on the caller's own account needs more than an empty body; a session always gets that far.
      const verdict = verdictOf(await knock(route, cast.session[role]))
      expect([role, verdict]).toEqual([role, mayByRole(who, role) ? 'in' : 'out'])
    }
  })

  it.each(judged)('%s, by a token with every scope', async (name, route) => {
    const who = whoMay[name]
    for (const role of roles) {
      const answer = await knock(route, cast.token[role])
      if (who === 'person' && route.body) expect(answer.status).toBeGreaterThanOrEqual(400)
      else expect([role, verdictOf(answer)]).toEqual([role, who !== 'person' && mayByRole(who, role) ? 'in' : 'out'])
    }
  })
})

describe('every route × every scope', () => {
  it.each(judged)('%s', async (name, route) => {
    const who = whoMay[name]
    if (who === 'person') return
    for (const scope of Permission.options) {
      const verdict = verdictOf(await knock(route, cast.scoped[scope]))
      expect([scope, verdict]).toEqual([scope, who === 'signed-in' || who?.[0] === scope ? 'in' : 'out'])
    }
  })
})

describe('a route that ends sessions', () => {
  it.each([...ending])('%s is for a signed-in person, never for a token', async (name) => {
    const route = routeOf(name)
    for (const role of roles) expect([role, verdictOf(await knock(route, cast.token[role]))]).toEqual([role, 'out'])
    expect((await knock(route, (await api.signUp()).token)).status).toBe(204)
  })
})

describe('every route × another organization', () => {
  it.each(judged)('%s, by its name in the header', async (_, route) => {
    const headers = { 'holdfast-organization': cast.organizationId }
    for (const token of [stranger.token, strangersToken]) {
      const { status, body } = await api.ask(route.method, pathOf(route), { token, headers })
      expect([status, body.code]).toEqual([404, 'not-found'])
    }
  })

  it('has a call for every route with a subject that an organization or a person owns', () => {
    const owned = judged.filter(([name, route]) => {
      const isOperators = Array.isArray(whoMay[name]) && whoMay[name]?.[1] === 'operator'
      return !isOperators && Object.keys(route.params?.shape ?? {}).some((it) => it !== 'host')
    })
    expect(Object.keys(foreignCalls).toSorted()).toEqual(owned.map(([name]) => name).toSorted())
  })

  it.each(Object.entries(foreignCalls))('%s, by the subject itself', async (name, make) => {
    const route = routeOf(name)
    const { path, body } = await make({ api, owner: cast.owner })
    const send = (token: string) => {
      const headers = { 'if-match': '*', 'idempotency-key': crypto.randomUUID() }
      return api.ask(route.method, path, { token, headers, ...(body ? { body } : {}) })
    }
    const tokens = whoMay[name] === 'person' ? [stranger.token] : [stranger.token, strangersToken]
    for (const token of tokens) {
      const answer = await send(token)
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found'])
      expect(JSON.stringify(answer.body)).not.toContain(cast.owner.email)
    }
    // The same request, by whom it belongs to, finds its subject.
    expect((await send(cast.owner.token)).body?.code).not.toBe('not-found')
  })
})
