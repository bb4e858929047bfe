import { GiB } from '@holdfast/shared/units'
import { beforeAll, describe, expect, it } from 'vitest'
import { inStore } from '../harness/in-store.ts'
import { type Answer, type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
const fresh = 'a much better long one'
let operator: Person

const codeOf = ({ status, body }: Answer) => [status, body?.code]
const signIn = (email: string, password: string) => api.ask('POST', '/v1/sessions', { body: { email, password } })
const whoami = async (token: string) => (await api.ask('GET', '/v1/whoami', { token })).status
const refused = (token: string) => expect.poll(() => whoami(token), { timeout: 1000 }).toBe(401)

beforeAll(async () => {
  operator = await api.signUp()
})

describe('a password', () => {
  it('is changed by whoever knows it; every other session ends within a second', async () => {
    const ada = await api.signUp()
    const other = (await signIn(ada.email, ada.password)).body.accessToken
    const change = (current: string) =>
      api.ask('PUT', '/v1/account/password', { token: ada.token, body: { current, password: fresh } })
    expect(codeOf(await change('not this one'))).toEqual([401, 'sign-in-refused'])
    expect(await whoami(other)).toBe(200)
    expect((await change(ada.password)).status).toBe(204)
    await refused(other)
    expect(await whoami(ada.token)).toBe(200)
    expect((await signIn(ada.email, ada.password)).status).toBe(401)
    expect((await signIn(ada.email, fresh)).status).toBe(201)
  })

  it('is reset once by the link that an operator gives; every session ends', async () => {
    const ada = await api.signUp()
    const offer = () => api.ask('POST', `/v1/people/${ada.personId}/password-reset`, { token: operator.token })
    const use = (value: string) => api.ask('POST', '/v1/password-resets', { body: { value, password: fresh } })
    const first = (await offer()).body
    const second = (await offer()).body
    expect(second.url).toBe(`http://console.holdfast.example/password-reset#${second.value}`)
    expect(codeOf(await use(first.value))).toEqual([403, 'reset-refused'])
    expect((await use(second.value)).status).toBe(204)
    expect(codeOf(await use(second.value))).toEqual([403, 'reset-refused'])
    await refused(ada.token)
    expect((await signIn(ada.email, fresh)).status).toBe(201)

    const late = (await offer()).body
    await inStore(api.store.ownerUrl, "UPDATE password_reset SET expires_at = now() - interval '1 second'")
    expect((await use(late.value)).body.detail).toContain('ended on')
    const kept = await inStore(api.store.ownerUrl, 'SELECT hash FROM password_reset')
    expect(JSON.stringify(kept)).not.toContain(late.value)
  })

  it('of somebody with an organization of their own is not an admin’s to reset', async () => {
    const ada = await api.signUp()
    const bob = await api.signUp()
    const body = { email: bob.email, role: 'viewer' }
    const { value } = (await api.ask('POST', '/v1/invitations', { token: ada.token, body })).body
    expect((await api.ask('POST', '/v1/invitations/accept', { token: bob.token, body: { value } })).status).toBe(200)
    const path = `/v1/members/${bob.personId}/password-reset`
    expect(codeOf(await api.ask('POST', path, { token: ada.token }))).toEqual([403, 'password-not-yours-to-reset'])
  })

  it('is not opened by an admin’s older link once there is more behind it', async () => {
    const ada = await api.signUp()
    const email = 'eve@example.com'
    const invited = await api.ask('POST', '/v1/invitations', { token: ada.token, body: { email, role: 'viewer' } })
    const joining = { value: invited.body.value, password: fresh }
    const eve = (await api.ask('POST', '/v1/invitations/sign-up', { body: joining })).body
    const offer = await api.ask('POST', `/v1/members/${eve.person.id}/password-reset`, { token: ada.token })
    expect(offer.status).toBe(201)
    const headers = { 'idempotency-key': 'an-organization-of-her-own' }
    const made = { token: eve.accessToken, body: { name: 'Her own' }, headers }
    expect((await api.ask('POST', '/v1/organizations', made)).status).toBe(201)
    const used = await api.ask('POST', '/v1/password-resets', { body: { value: offer.body.value, password: fresh } })
    expect(codeOf(used)).toEqual([403, 'reset-refused'])
  })
})

describe('sessions', () => {
  it('are listed with where they came from and end one by one or all at once', async () => {
    const ada = await api.signUp()
    const tokens = []
    for (const agent of ['Lynx', 'Mosaic', 'Netscape']) {
      const body = { email: ada.email, password: ada.password }
      const answer = await api.ask('POST', '/v1/sessions', { body, headers: { 'user-agent': agent } })
      tokens.push(answer.body.accessToken)
    }
    const list = async () => (await api.ask('GET', '/v1/sessions', { token: ada.token })).body.items
    const [netscape, mosaic] = await list()
    expect(netscape).toMatchObject({ userAgent: 'Netscape', isCurrent: false, address: '127.0.0.1' })
    expect((await list()).filter((it: { isCurrent: boolean }) => it.isCurrent)).toHaveLength(1)
    await api.ask('DELETE', `/v1/sessions/${mosaic.id}`, { token: ada.token })
    await refused(tokens[1])
    expect(await whoami(tokens[2])).toBe(200)
    await api.ask('DELETE', '/v1/sessions', { token: ada.token })
    await refused(tokens[2])
    expect(await list()).toHaveLength(1)
  })

  it('of somebody else do not exist', async () => {
    const ada = await api.signUp()
    const [own] = (await api.ask('GET', '/v1/sessions', { token: operator.token })).body.items
    expect(codeOf(await api.ask('DELETE', `/v1/sessions/${own.id}`, { token: ada.token }))).toEqual([404, 'not-found'])
    expect(await whoami(operator.token)).toBe(200)
  })
})

describe('what is kept about a person', () => {
  it('is given to them whole, and holds no secret', async () => {
    const ada = await api.signUp()
    const { value } = (await api.ask('POST', '/v1/tokens', { token: ada.token, body: { name: 'ci' } })).body
    const { body } = await api.ask('GET', '/v1/account/export', { token: ada.token })
    expect(body.person.email).toBe(ada.email)
    expect(body.tokens).toEqual([expect.objectContaining({ name: 'ci' })])
    expect(body.auditEvents.map(({ action }: { action: string }) => action)).toEqual([
      'token.created',
      'person.signed-up',
    ])
    for (const secret of [value, ada.password, '$argon2', ada.cookie.split('=')[1] ?? 'x'])
      expect(JSON.stringify(body)).not.toContain(secret)
    expect(codeOf(await api.ask('GET', '/v1/account/export', { token: value }))).toEqual([403, 'session-needed'])
  })

  it('goes when they delete themselves, but for what the trail and the event history say they did', async () => {
    const ada = await api.signUp()
    const remove = (password: string) => api.ask('DELETE', '/v1/account', { token: ada.token, body: { password } })
    const { value } = (await api.ask('POST', '/v1/tokens', { token: ada.token, body: { name: 'ci' } })).body
    expect(codeOf(await remove('a guess'))).toEqual([401, 'sign-in-refused'])
    expect((await remove(ada.password)).status).toBe(204)
    await refused(ada.token)
    await refused(value)
    expect((await signIn(ada.email, ada.password)).status).toBe(401)
    const tables = await inStore(
      api.store.ownerUrl,
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('audit_event', 'outbox_event')",
    )
    for (const { tablename } of tables) {
      const [row] = await inStore(
        api.store.ownerUrl,
        `SELECT count(*)::int AS n FROM "${tablename}" t WHERE t::text LIKE $1`,
        [`%${ada.email.split('@')[0]}%`],
      )
      expect([tablename, row?.n]).toEqual([tablename, 0])
    }
    expect((await api.ask('POST', '/v1/sign-up', { body: { email: ada.email, password: fresh } })).status).toBe(201)
  })

  it('stays while somebody depends on them', async () => {
    expect(
      codeOf(await api.ask('DELETE', '/v1/account', { token: operator.token, body: { password: operator.password } })),
    ).toEqual([409, 'last-operator'])
    const ada = await api.signUp()
    await api.joinHost()
    const body = { name: 'orders', size: 'micro', storageBytes: GiB }
    const headers = { 'idempotency-key': crypto.randomUUID() }
    expect((await api.ask('POST', '/v1/databases', { token: ada.token, body, headers })).status).toBe(202)
    const answer = await api.ask('DELETE', '/v1/account', { token: ada.token, body: { password: ada.password } })
    expect(codeOf(answer)).toEqual([409, 'last-owner'])
  })
})

it('a person owns at most a hundred organizations, each of which has a quota of its own, also when they ask at once', async () => {
  const { personId, token, organizationId } = await api.signUp()
  const make = () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    return api.ask('POST', '/v1/organizations', { token, headers, body: { name: 'one more' } })
  }
  for (const sql of [
    `INSERT INTO organization SELECT (jsonb_populate_record(o, jsonb_build_object('id', 'or_' || lpad(n::text, 20, '0')))).*
     FROM organization o, generate_series(1, 97) n WHERE o.id = $1 AND $2 <> ''`,
    `INSERT INTO member SELECT (jsonb_populate_record(m, jsonb_build_object(
       'organization_id', 'or_' || lpad(n::text, 20, '0'), 'role', 'owner'))).*
     FROM member m, generate_series(1, 97) n WHERE m.organization_id = $1 AND m.person_id = $2`,
  ])
    await inStore(api.store.ownerUrl, sql, [organizationId, personId])
  const answers = await Promise.all([make(), make(), make(), make()])
  expect(answers.map(codeOf).toSorted()).toEqual([
    [201, undefined],
    [201, undefined],
    [409, 'quota-exceeded'],
    [409, 'quota-exceeded'],
  ])
})

it('an installation keeps an operator', async () => {
  const path = `/v1/people/${operator.personId}/operator`
  const set = (isOperator: boolean, of = path) => api.ask('PUT', of, { token: operator.token, body: { isOperator } })
  expect(codeOf(await set(false))).toEqual([409, 'last-operator'])
  const ada = await api.signUp()
  expect((await set(true, `/v1/people/${ada.personId}/operator`)).body.isOperator).toBe(true)
  await expect.poll(async () => (await api.ask('GET', '/v1/people', { token: ada.token })).status).toBe(200)
  expect((await set(false)).body.isOperator).toBe(false)
  await expect.poll(async () => (await api.ask('GET', '/v1/people', { token: operator.token })).status).toBe(403)
})

it('an installation without a mail server says so to whoever asks for a letter', async () => {
  const answer = await api.ask('POST', '/v1/password-resets/ask', { body: { email: operator.email } })
  expect(codeOf(answer)).toEqual([409, 'mail-not-configured'])
})
