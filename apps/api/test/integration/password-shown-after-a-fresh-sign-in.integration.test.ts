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

it('is read by a token as before, since a token has no password to type', async () => {
  const { body } = await ask('POST', '/v1/tokens', { name: 'ci', scopes: ['database:read', 'database:connect'] })
  await typedLongAgo()
  expect((await askAs(body.value)('POST', reveal)).status).toBe(200)
  expect(codeOf(await askAs(body.value)('POST', '/v1/sessions/current/proof', { password: 'x' }))).toEqual([
    403,
    'session-needed',
  ])
})
