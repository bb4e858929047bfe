import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { useApi } from '../harness/use-api.ts'

const api = useApi()
const password = 'correct horse battery'

const inStore = async (sql: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: api.store.ownerUrl })
  await client.connect()
  return client.query(sql, values).finally(() => client.end())
}

describe('the first person', () => {
  it('is nobody without the setup code, and changes nothing', async () => {
    const body = { email: 'first@holdfast.example', password }
    expect((await api.ask('GET', '/v1/installation')).body).toMatchObject({ needsSetup: true, signUp: 'open' })
    for (const setupCode of [undefined, '', 'guess', `${api.setupCode}x`]) {
      const { status, body: problem } = await api.ask('POST', '/v1/sign-up', { body: { ...body, setupCode } })
      expect([status, problem.code]).toEqual([403, 'setup-code-wrong'])
    }
    expect((await inStore('SELECT 1 FROM person')).rowCount).toBe(0)
    expect((await inStore('SELECT 1 FROM audit_event')).rowCount).toBe(0)
  })

  it('becomes the only operator, however many try at once', async () => {
    const attempts = ['one', 'two', 'three'].map((name) =>
      api.ask('POST', '/v1/sign-up', {
        body: { email: `${name}@holdfast.example`, password, setupCode: api.setupCode },
      }),
    )
    const people = (await Promise.all(attempts)).map(({ body }) => body.person)
    expect(people.filter(({ isOperator }) => isOperator)).toHaveLength(1)
    expect((await api.ask('GET', '/v1/installation')).body.needsSetup).toBe(false)
  })

  it('gets an organization named after them, and every right of an owner', async () => {
    const ada = await api.signUp()
    const { body } = await api.ask('GET', '/v1/whoami', { token: ada.token })
    expect(body).toMatchObject({ kind: 'person', organizationId: ada.organizationId })
    expect(body.person.memberships).toEqual([
      { organizationId: ada.organizationId, name: `${ada.email.split('@')[0]}'s organization`, role: 'owner' },
    ])
    expect(body.permissions).toContain('database:create')
    expect(body.permissions).not.toContain('platform:operate')
  })

  it('keeps their e-mail to themselves, whatever the case', async () => {
    const ada = await api.signUp()
    const again = await api.ask('POST', '/v1/sign-up', { body: { email: ada.email.toUpperCase(), password } })
    expect([again.status, again.body.code]).toEqual([409, 'email-taken'])
  })
})

describe('signing in', () => {
  it('refuses a wrong password and an unknown e-mail with the same words', async () => {
    const ada = await api.signUp()
    const wrong = await api.ask('POST', '/v1/sessions', { body: { email: ada.email, password: 'not this one' } })
    const unknown = await api.ask('POST', '/v1/sessions', { body: { email: 'nobody@holdfast.example', password } })
    const { instance: _one, ...first } = wrong.body
    const { instance: _two, ...second } = unknown.body
    expect(first).toEqual(second)
    expect(wrong.status).toBe(401)
  })

  it('stores the password as Argon2id and the refresh token as a hash', async () => {
    const ada = await api.signUp()
    const { rows } = await inStore('SELECT password_hash FROM person WHERE email = $1', [ada.email])
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    const kept = await inStore('SELECT hash FROM refresh_token')
    expect(kept.rows.map(({ hash }) => hash)).not.toContain(ada.cookie.split('=')[1])
  })

  it('sets a cookie that scripts and other sites never get', async () => {
    const ada = await api.signUp()
    const { headers, status } = await api.ask('POST', '/v1/sessions', {
      body: { email: ada.email, password: ada.password },
    })
    expect(status).toBe(201)
    expect(headers.getSetCookie()[0]).toMatch(/^holdfast_refresh=.*; Path=\/v1\/sessions; HttpOnly; SameSite=Strict$/)
  })
})

const refresh = (cookie: string, headers: Record<string, string> = {}) =>
  api.ask('POST', '/v1/sessions/refresh', { headers: { cookie, ...headers } })
const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? ''

describe('a session', () => {
  it('is prolonged by its refresh token, which is replaced each time', async () => {
    const ada = await api.signUp()
    const first = await refresh(ada.cookie)
    expect(first.status).toBe(200)
    expect(cookieOf(first.headers)).not.toBe(ada.cookie)
    expect((await api.ask('GET', '/v1/whoami', { token: first.body.accessToken })).status).toBe(200)
  })

  it('gives two tabs that refresh at once the same successor', async () => {
    const ada = await api.signUp()
    const answers = await Promise.all([refresh(ada.cookie), refresh(ada.cookie), refresh(ada.cookie)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ headers }) => cookieOf(headers))).size).toBe(1)
  })

  it('ends when a replaced refresh token comes back late', async () => {
    const ada = await api.signUp()
    const first = await refresh(ada.cookie)
    await inStore("UPDATE refresh_token SET replaced_at = replaced_at - interval '11 seconds'")
    const stolen = await refresh(ada.cookie)
    expect([stolen.status, stolen.body.code]).toEqual([401, 'session-reused'])
    expect((await refresh(cookieOf(first.headers))).body.code).toBe('not-signed-in')
    const { body } = await api.ask('GET', '/v1/whoami', { token: first.body.accessToken })
    expect(body.code).toBe('not-signed-in')
  })

  it('is refused within a second of signing out, by every replica', async () => {
    const ada = await api.signUp()
    const other = await api.startReplica()
    const asked = () => fetch(`${other.address}/v1/whoami`, { headers: { authorization: `Bearer ${ada.token}` } })
    expect((await asked()).status).toBe(200)
    expect((await api.ask('DELETE', '/v1/sessions/current', { token: ada.token })).status).toBe(204)
    await new Promise((resolve) => setTimeout(resolve, 950))
    expect((await asked()).status).toBe(401)
    expect((await refresh(ada.cookie)).body.code).toBe('not-signed-in')
  })
})

describe('another site', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('cannot use a browser’s cookie: %j', async (headers) => {
    const ada = await api.signUp()
    const { status, body } = await refresh(ada.cookie, headers as Record<string, string>)
    expect([status, body.code]).toEqual([403, 'cross-site-request'])
    const signIn = await api.ask('POST', '/v1/sessions', {
      body: { email: ada.email, password },
      headers: headers as Record<string, string>,
    })
    expect(signIn.body.code).toBe('cross-site-request')
  })

  it('is told from the console, under the public address and under the one it was reached by', async () => {
    const ada = await api.signUp()
    for (const origin of [new URL(api.url).origin, api.config.http.publicUrl.origin])
      expect((await refresh(ada.cookie, { origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })
})
