import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compose } from '../../src/compose.ts'
import type { ApiConfig } from '../../src/config.ts'
import { makeAuthority, openAuthority } from '../../src/keys/certificate-authority.ts'
import { useApi } from '../harness/use-api.ts'

let directory = ''
const api = useApi(async (config) => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-console-'))
  await mkdir(join(directory, 'assets'))
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Console</title>')
  await writeFile(join(directory, 'assets', 'main-abc123.js'), 'export {}')
  return { ...config, http: { ...config.http, consoleDirectory: directory } }
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml' } }

describe('the console', () => {
  it.each(['/', '/databases', '/databases/orders/connect', '/setup'])('draws the page %s itself', async (path) => {
    const { status, headers, body } = await api.ask('GET', path, asBrowser)
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-cache'])
    expect(body).toContain('<title>Console</title>')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-frame-options')).toBe('DENY')
  })

  it('lets browsers keep files with a hash in their name for ever', async () => {
    const { status, headers } = await api.ask('GET', '/assets/main-abc123.js')
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
  })

  it.each([
    '/v1/nothing',
    '/assets/gone.js',
    '/problems/no-such-problem',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
  ])('does not stand in for %s', async (path) => {
    const { body } = await api.ask('GET', path, path.startsWith('/v1') ? asBrowser : {})
    expect(body.code).toBe('not-found')
  })
})

it('speaks HTTPS beyond loopback, with a certificate of the platform’s own CA', async () => {
  const ca = (await api.ask('GET', '/v1/ca.pem')).body
  await securely({}, async (port) => expect(await healthOver(port, ca)).toBe(200))
})

it('speaks HTTPS with a given certificate, and with no other', async () => {
  const theirs = openAuthority(await makeAuthority('theirs'))
  const { key, chain } = await theirs.linkIdentity(['127.0.0.1'])
  const certificate = { certificate: join(directory, 'chain.pem'), key: join(directory, 'key.pem') }
  await writeFile(certificate.certificate, chain)
  await writeFile(certificate.key, key)
  await securely({ certificate }, async (port) => {
    expect(await healthOver(port, theirs.root)).toBe(200)
    const own = (await api.ask('GET', '/v1/ca.pem')).body
    await expect(healthOver(port, own)).rejects.toThrow(/certificate/)
    await expect(fetch(`http://127.0.0.1:${port}/healthz`), 'nothing is said without TLS').rejects.toThrow()
  })
})

async function securely(change: Partial<ApiConfig['http']>, use: (port: string) => Promise<void>): Promise<void> {
  const secure = await compose({ ...api.config, http: { ...api.config.http, speaksTls: true, ...change } })
  try {
    expect(secure.address).toMatch(/^https:/)
    await use(new URL(secure.address).port)
  } finally {
    await secure.close()
  }
}

const healthOver = (port: string, ca: string) =>
  new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path: '/healthz', ca, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    call.on('error', reject)
    call.end()
  })
