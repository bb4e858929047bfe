import { GiB } from '@holdfast/shared/units'
import { beforeAll, expect, it } from 'vitest'
import { inStore } from '../harness/in-store.ts'
import { type Answer, type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
let ada: Person
let reveal: string

const codeOf = ({ status, body }: Answer) => [status, body?.code]
const askAs = (token: string) => (method: string, path: string, body?: unknown) =>
  api.ask(method, path, { token, headers: { 'idempotency-key': crypto.randomUUID() }, ...(body ? { body } : {}) })
const ask = (method: string, path: string, body?: unknown) => askAs(ada.token)(method, path, body)
const typedLongAgo = () =>
  inStore(api.store.ownerUrl, "UPDATE session SET proved_at = now() - interval '11 minutes'", [])

beforeAll(async () => {
  ada = await api.signUp()
  await api.joinHost()
  const made = await ask('POST', '/v1/databases', { name: 'orders', size: 'micro', storageBytes: GiB })
  reveal = `/v1/databases/${made.body.database.id}/connection/reveal`
})

it('is shown to the person who has just made the database, and to nobody else whose own password was typed long ago', async () => {
  const { body } = await ask('POST', '/v1/invitations', { email: 'bob@holdfast.example', role: 'developer' })
  const joined = await api.ask('POST', '/v1/invitations/sign-up', {
    body: { value: body.value, password: 'correct horse battery' },
  })
  const bob = joined.body.accessToken
  expect((await askAs(bob)('POST', reveal)).status).toBe(200)
  await typedLongAgo()
  expect((await ask('POST', reveal)).status).toBe(200)
  expect(codeOf(await askAs(bob)('POST', reveal))).toEqual([403, 'fresh-sign-in-needed'])
})

it('is shown again after the own password was typed, to that session alone, and every time is in the audit trail', async () => {
  await inStore(api.store.ownerUrl, "UPDATE database SET created_at = now() - interval '11 minutes'", [])
  const { email, password } = ada
  const other = (await api.ask('POST', '/v1/sessions', { body: { email, password } })).body.accessToken
  await typedLongAgo()
  expect(codeOf(await ask('POST', reveal))).toEqual([403, 'fresh-sign-in-needed'])
  const prove = (typed: string) => ask('POST', '/v1/sessions/current/proof', { password: typed })
  expect(codeOf(await prove('not this one'))).toEqual([401, 'sign-in-refused'])
  expect(codeOf(await ask('POST', reveal))).toEqual([403, 'fresh-sign-in-needed'])
  expect((await prove(password)).status).toBe(204)
  expect((await ask('POST', reveal)).body.password).toMatch(/.{16}/)
  expect(codeOf(await askAs(other)('POST', reveal))).toEqual([403, 'fresh-sign-in-needed'])
  const { items } = (await ask('GET', '/v1/audit-events?limit=100')).body
  const actions = items.map(({ action }: { action: string }) => action)
  expect(actions.filter((action: string) => action === 'session.proved')).toHaveLength(1)
  expect(actions.filter((action: string) => action === 'database.password-revealed')).toHaveLength(3)
})

it('is not reached by a token that somebody at an open browser makes', async () => {
  await typedLongAgo()
  const make = (path: string, scopes?: string[]) => ask('POST', path, { name: 'mine', ...(scopes && { scopes }) })
  for (const path of ['/v1/tokens', '/v1/account/tokens']) {
    expect(codeOf(await make(path))).toEqual([403, 'fresh-sign-in-needed'])
    expect(codeOf(await make(path, ['database:connect']))).toEqual([403, 'fresh-sign-in-needed'])
    expect((await make(path, ['database:read'])).status).toBe(201)
  }
  expect((await ask('POST', '/v1/sessions/current/proof', { password: ada.password })).status).toBe(204)
  const { body } = await make('/v1/account/tokens', ['database:connect', 'token:manage'])
  await typedLongAgo()
  const next = await askAs(body.value)('POST', '/v1/tokens', { name: 'next', scopes: ['database:connect'] })
  expect(next.status).toBe(201)
})

it('is read by a token as before, since a token has no password to type', async () => {
  await ask('POST', '/v1/sessions/current/proof', { password: ada.password })
  const { body } = await ask('POST', '/v1/tokens', { name: 'ci', scopes: ['database:read', 'database:connect'] })
  await typedLongAgo()
  expect((await askAs(body.value)('POST', reveal)).status).toBe(200)
  expect(codeOf(await askAs(body.value)('POST', '/v1/sessions/current/proof', { password: 'x' }))).toEqual([
    403,
    'session-needed',
  ])
})

it('of a new role is shown to nobody who may not connect: a token that may only change makes none', async () => {
  const scopes = ['database:read', 'database:change']
  const { body } = await ask('POST', '/v1/tokens', { name: 'ci', scopes })
  const roles = reveal.replace('connection/reveal', 'roles')
  const made = await askAs(body.value)('POST', roles, { name: 'app' })
  expect([...codeOf(made), made.body.detail]).toEqual([
    403,
    'permission-missing',
    'It needs the permission database:connect.',
  ])
  expect((await ask('GET', roles)).body.items).toEqual([])
})
