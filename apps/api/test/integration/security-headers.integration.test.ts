import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { useApi } from '../harness/use-api.ts'

let directory = ''
const api = useApi(async (config) => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-console-'))
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Console</title>')
  return { ...config, http: { ...config.http, consoleDirectory: directory } }
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const strict = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';')

describe('every answer is strict', () => {
  it.each([
    ['a page of the console', '/databases', 200],
    ['an answer of the API', '/v1/installation', 200],
    ['a problem', '/v1/databases', 401],
    ['a page about a problem', '/problems/not-found', 200],
    ['what is not there', '/assets/none.js', 404],
    ['the CA', '/v1/ca.pem', 200],
  ])('%s', async (_, path, status) => {
    const answer = await api.ask('GET', path, { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(status)
    expect(Object.fromEntries(answer.headers)).toMatchObject({ ...strict, 'content-security-policy': policy })
    for (const told of ['x-powered-by', 'server', 'access-control-allow-origin'])
      expect(answer.headers.get(told), told).toBeNull()
  })

  it('the reference of the API, whose own styles stand in the page', async () => {
    const { headers } = await api.ask('GET', '/docs/')
    expect(Object.fromEntries(headers)).toMatchObject(strict)
    const [, scripts] = /script-src ([^;]*)/.exec(headers.get('content-security-policy') ?? '') ?? []
    expect(scripts).toMatch(/^'self' 'nonce-[^']+'$/)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })

  it('a stream of events', async () => {
    const { token } = await api.signUp()
    const aborted = new AbortController()
    const answer = await fetch(`${api.url}/v1/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: aborted.signal,
    })
    expect(Object.fromEntries(answer.headers)).toMatchObject(strict)
    aborted.abort()
  })
})
