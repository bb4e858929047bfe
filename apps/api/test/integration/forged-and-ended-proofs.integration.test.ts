import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { newTokenValue } from '../../src/people/token-format.ts'
import { useApi } from '../harness/use-api.ts'

const api = useApi()
const whoami = (token: string) => api.ask('GET', '/v1/whoami', { token })
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (text = '') => JSON.parse(Buffer.from(text, 'base64url').toString())

const inStore = async (sql: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: api.store.ownerUrl })
  await client.connect()
  return client.query(sql, values).finally(() => client.end())
}

describe('a forged access token', () => {
  it('is refused, whatever it says of itself', async () => {
    const { token } = await api.signUp()
    const [header, payload, signature = ''] = token.split('.')
    const claims = decode(payload)
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const signed = (head: object, body: object) => {
      const text = `${part(head)}.${part(body)}`
      return `${text}.${createSign('sha256').update(text).sign({ key: stranger, dsaEncoding: 'ieee-p1363' }, 'base64url')}`
    }
    const symmetric = `${part({ ...decode(header), alg: 'HS256' })}.${payload}`
    const forged = {
      'alg none': `${part({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      'alg none with our kid': `${part({ ...decode(header), alg: 'none' })}.${payload}.`,
      'no signature': `${header}.${payload}.`,
      'a stranger’s key under our kid': signed(decode(header), claims),
      'an unknown kid': signed({ ...decode(header), kid: 'ffffffffffffffff' }, claims),
      'no kid': signed({ alg: 'ES256', typ: 'JWT' }, claims),
      'a symmetric signature': `${symmetric}.${createHmac('sha256', 'key').update(symmetric).digest('base64url')}`,
      'another person under the same signature': `${header}.${part({ ...claims, sub: 'pe_00000000000000000000' })}.${signature}`,
      'one changed character': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      nonsense: 'a.b.c',
      'a single word': 'word',
      'a very long word': 'x'.repeat(5000),
    }
    for (const [what, text] of Object.entries(forged)) {
      const { status, body } = await whoami(text)
      expect([what, status, body.code]).toEqual([what, 401, 'not-signed-in'])
    }
    expect((await whoami(token)).status).toBe(200)
  })

  it.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer  '])(
    'is asked for when the header is %j',
    async (authorization) => {
      const { status, headers, body } = await api.ask('GET', '/v1/whoami', { headers: { authorization } })
      expect([status, body.code]).toEqual([401, 'not-signed-in'])
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/)
    },
  )
})

describe('a token', () => {
  const makeToken = async (more: object = {}) => {
    const ada = await api.signUp()
    const { body } = await api.ask('POST', '/v1/tokens', { token: ada.token, body: { name: 'ci', ...more } })
    return { ada, ...body } as {
      ada: typeof ada
      value: string
      token: { id: string; prefix: string; scopes: string[] }
    }
  }

  it('is shown once, kept as a hash, and speaks for its organization', async () => {
    const { ada, value, token } = await makeToken()
    expect(value).toMatch(/^hf_pat_[0-9A-Za-z]{36}$/)
    expect((await whoami(value)).body).toMatchObject({
      kind: 'token',
      person: null,
      organizationId: ada.organizationId,
    })
    const listed = await api.ask('GET', '/v1/tokens', { token: ada.token })
    expect(JSON.stringify(listed.body)).not.toContain(value)
    const { rows } = await inStore('SELECT * FROM token WHERE id = $1', [token.id])
    expect(JSON.stringify(rows)).not.toContain(value)
  })

  it('may do what its scopes say and no more', async () => {
    const { value } = await makeToken({ scopes: ['database:read'] })
    expect((await api.ask('GET', '/v1/databases', { token: value })).status).toBe(200)
    const refused = await api.ask('GET', '/v1/tokens', { token: value })
    expect([refused.status, refused.body.code, refused.body.facts.permission]).toEqual([
      403,
      'permission-missing',
      'token:manage',
    ])
  })

  it('never gets more than its maker has', async () => {
    const ada = await api.signUp()
    const wish = { name: 'too much', scopes: ['platform:operate'] }
    const { status, body } = await api.ask('POST', '/v1/tokens', { token: ada.token, body: wish })
    expect([status, body.code]).toEqual([403, 'permission-missing'])
  })

  it('is refused within a second of its revocation', async () => {
    const { ada, value, token } = await makeToken()
    expect((await whoami(value)).status).toBe(200)
    expect((await api.ask('DELETE', `/v1/tokens/${token.id}`, { token: ada.token })).status).toBe(204)
    await new Promise((resolve) => setTimeout(resolve, 950))
    expect((await whoami(value)).body.detail).toContain('revoked')
  })

  it('is refused once it has expired', async () => {
    const { value, token } = await makeToken({ expiresInDays: 1 })
    await inStore("UPDATE token SET expires_at = now() - interval '1 second' WHERE id = $1", [token.id])
    expect((await whoami(value)).body.detail).toContain('expired')
  })

  it('with a wrong checksum never reaches the books; an unknown one is not known', async () => {
    expect((await whoami('hf_pat_0000000000000000000000000000000000000')).body.detail).toContain('not a token')
    expect((await whoami(newTokenValue('pat'))).body.detail).toContain('not known')
  })
})
