import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { GiB } from '@holdfast/shared/units'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ApiEnvironment, readConfig } from './config.ts'

const addresses = { DATABASE_URL: 'postgresql://holdfast_api@store:5432/holdfast', REDIS_URL: 'redis://clock:6379' }
let secrets = ''

beforeEach(() => {
  secrets = mkdtempSync(join(tmpdir(), 'holdfast-config-'))
})
afterEach(() => rmSync(secrets, { recursive: true }))

const read = (more: Record<string, string> = {}) => readConfig({ ...addresses, HOLDFAST_SECRETS_DIR: secrets, ...more })

it('names every mistake at once', () => {
  const wrong = { HOLDFAST_PORT: '0', HOLDFAST_SIGN_UP: 'anybody', HOLDFAST_QUOTA: 'many', HOLDFAST_PORT_RANGE: '9-1' }
  const mistake = (): string => {
    try {
      readConfig(wrong)
      return 'none'
    } catch (error) {
      return String(error)
    }
  }
  for (const name of [...Object.keys(wrong), 'DATABASE_URL', 'REDIS_URL']) expect(mistake()).toContain(name)
})

it('takes passwords from files and never shows them', () => {
  writeFileSync(join(secrets, 'store-api.password'), 'pa/ss word\n')
  writeFileSync(join(secrets, 'setup-code'), 'code-1\n')
  const config = read()
  expect(new URL(config.store.url.reveal()).password).toBe(encodeURIComponent('pa/ss word'))
  expect(config.people.setupCode?.reveal()).toBe('code-1')
  for (const shown of [inspect(config, { depth: 5 }), JSON.stringify(config), `${config.store.url}`]) {
    expect(shown).toContain('[secret]')
    expect(shown).not.toMatch(/code-1|ss word/)
  }
})

it('takes addresses out of the environment once they are read', () => {
  const environment: Record<string, string | undefined> = { ...addresses }
  readConfig(environment)
  expect(environment).toEqual({})
})

it('speaks HTTPS beyond loopback only', () => {
  expect(read().http).toMatchObject({ speaksTls: false, publicUrl: new URL('http://127.0.0.1:7400') })
  expect(read({ HOLDFAST_BIND: '10.0.0.5' }).http).toMatchObject({
    speaksTls: true,
    publicUrl: new URL('https://10.0.0.5:7400'),
  })
})

it('speaks HTTPS with a given certificate everywhere, and wants its key too', () => {
  const files = { HOLDFAST_TLS_CERT_FILE: '/etc/tls/chain.pem', HOLDFAST_TLS_KEY_FILE: '/etc/tls/key.pem' }
  expect(read(files).http).toMatchObject({
    speaksTls: true,
    publicUrl: new URL('https://127.0.0.1:7400'),
    certificate: { certificate: '/etc/tls/chain.pem', key: '/etc/tls/key.pem' },
  })
  expect(() => read({ HOLDFAST_TLS_CERT_FILE: '/etc/tls/chain.pem' })).toThrow(/belong together/)
})

it('trusts the proxies that are named, and none by itself', () => {
  expect(read().http.trustedProxies).toEqual([])
  expect(read({ HOLDFAST_TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).http.trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  expect(() => read({ HOLDFAST_TRUSTED_PROXIES: 'everybody' })).toThrow(/HOLDFAST_TRUSTED_PROXIES/)
})

it('knows the ports that names share, when there is a domain', () => {
  expect(read().endpoint.domain).toBeUndefined()
  expect(read({ HOLDFAST_DOMAIN: '*.DB.example' }).endpoint.domain).toEqual({
    name: 'db.example',
    directPort: 5432,
    pooledPort: 6432,
  })
  expect(() => read({ HOLDFAST_DOMAIN: 'db.example', HOLDFAST_SNI_PORTS: '5432,5432' })).toThrow(/must differ/)
  const inside = { HOLDFAST_DOMAIN: 'db.example', HOLDFAST_SNI_PORTS: '5432,20000' }
  expect(() => read(inside)).toThrow(/outside HOLDFAST_PORT_RANGE/)
})

it('reads quotas in the units people write', () => {
  expect(read({ HOLDFAST_QUOTA: 'databases=3,cpus=2.5,memory=4GiB,storage=10GB' }).people.quota).toEqual({
    databases: 3,
    cpus: 2.5,
    memoryBytes: 4 * GiB,
    storageBytes: 10e9,
    connections: 10_000,
  })
})

it('has no more settings than a person can hold in mind', () => {
  expect(Object.keys(ApiEnvironment.shape).length).toBeLessThanOrEqual(40)
})
