import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/compose.ts'
import { compose } from '../../src/compose.ts'
import { type Person, useApi } from '../harness/use-api.ts'

const api = useApi()
const stranger = '203.0.113.7'

/** The api with these trusted proxies, for one test. */
async function trusting(trustedProxies: string[], use: (other: Api) => Promise<void>): Promise<void> {
  const other = await compose({ ...api.config, http: { ...api.config.http, trustedProxies } })
  try {
    await use(other)
  } finally {
    await other.close()
  }
}

const forwarded = (headers: Record<string, string> = {}) => ({ 'x-forwarded-for': stranger, ...headers })

async function signIn(url: string, { email, password }: Person, headers: Record<string, string>): Promise<Response> {
  const body = JSON.stringify({ email, password })
  return fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
}

/** From where the newest sign-in came, as the audit trail has it. */
async function lastAddress(): Promise<string | null | undefined> {
  const where = { action: { startsWith: 'session.' } }
  const event = await api.api.database.read.auditEvent.findFirst({ where, orderBy: { at: 'desc' } })
  return event?.address
}

describe('headers that say for whom a proxy speaks', () => {
  it('are ignored from everybody by default: the socket’s address counts', async () => {
    const person = await api.signUp()
    const answer = await signIn(api.url, person, forwarded({ 'x-forwarded-proto': 'https' }))
    expect(answer.status).toBe(201)
    expect(await lastAddress()).toBe('127.0.0.1')
    expect(answer.headers.getSetCookie()[0]).not.toContain('Secure')
  })

  it('are ignored from a peer that is none of the trusted proxies', async () => {
    const person = await api.signUp()
    await trusting(['10.0.0.0/8'], async ({ address }) => {
      await signIn(address, person, forwarded({ 'x-forwarded-proto': 'https' }))
      expect(await lastAddress()).toBe('127.0.0.1')
    })
  })

  it('count from a trusted one, as far as trusted hands passed them on', async () => {
    const person = await api.signUp()
    await trusting(['127.0.0.0/8', '10.0.0.0/8'], async ({ address }) => {
      const chain = { 'x-forwarded-for': `6.6.6.6, ${stranger}, 10.0.0.9`, 'x-forwarded-proto': 'https' }
      const answer = await signIn(address, person, chain)
      expect(await lastAddress()).toBe(stranger)
      expect(answer.headers.getSetCookie()[0]).toContain('Secure')
    })
  })

  it('open /metrics to this machine only: who is spoken for and not believed is a stranger', async () => {
    const ask = async (url: string, headers: Record<string, string>) =>
      (await fetch(`${url}/metrics`, { headers })).status
    expect(await ask(api.url, {})).toBe(200)
    expect(await ask(api.url, forwarded())).toBe(401)
    await trusting(['10.0.0.0/8'], async ({ address }) => expect(await ask(address, forwarded())).toBe(401))
    await trusting(['127.0.0.1'], async ({ address }) => {
      expect(await ask(address, forwarded())).toBe(401)
      expect(await ask(address, { 'x-forwarded-for': '127.0.0.1' })).toBe(200)
    })
  })
})
