import type { RoleView } from '@holdfast/shared/contract/access-views'
import type { ConnectionView } from '@holdfast/shared/contract/database-routes'
import { describe, expect, it } from 'vitest'
import type { ConnectionChoice } from './connection-choice.ts'
import { passesPooler, writeConnection } from './write-connection.ts'

const url = (places: string) =>
  `postgresql://orders_a:••••••••@${places}/orders?sslmode=verify-full&sslrootcert=/ca.pem`
const door = (port: number) => ({
  port,
  url: url(`a.example:${port}`),
  byName: { host: 'orders.db.example', port: port % 10_000, url: url(`orders.db.example:${port % 10_000}`) },
  hostListUrl: url(`a.example:${port},b.example:${port}`),
  path: null,
})
const connection: ConnectionView = {
  ...{
    isReady: true,
    because: 'it answers',
    host: 'a.example',
    port: 16_432,
    databaseName: 'orders',
    role: 'orders_a',
  },
  ...{ url: url('a.example:16432'), direct: door(15_432), pooled: door(16_432) },
  ...{ caUrl: '/v1/ca.pem', caPath: '/ca.pem', lastRefusal: null },
}
const byName: ConnectionChoice = { format: 'url', endpoint: 'pooled', address: 'name', caFile: '' }
const owner = { login: 'orders_a', password: null }
const reporting: RoleView = {
  ...{ name: 'reporting', logins: ['reporting_a', 'reporting_b'], grants: [{ database: 'orders', preset: 'read' }] },
  ...{
    replication: false,
    needsCertificate: false,
    state: 'present',
    because: '',
    isPlatformMade: true,
    createdAt: null,
  },
}
const write = (
  choice: Partial<ConnectionChoice>,
  role: RoleView | null = null,
  login: typeof owner | { login: string; password: string } = owner,
) => writeConnection({ connection, choice: { ...byName, ...choice }, role, database: 'orders' }, login)

describe('what the connection panel writes', () => {
  it('calls the database by its name where there is one, or by port, or by every host', () => {
    expect(write({})).toContain('@orders.db.example:6432/')
    expect(write({ endpoint: 'direct' })).toContain('@orders.db.example:5432/')
    expect(write({ address: 'host' })).toContain('@a.example:16432/')
    expect(write({ address: 'hosts' })).toContain('@a.example:16432,b.example:16432/')
  })

  it('gives no list of hosts to a driver that knows none', () => {
    for (const format of ['node', 'prisma'] as const)
      expect(write({ format, address: 'hosts' })).not.toContain('b.example')
    expect(write({ format: 'jdbc', address: 'hosts' })).toContain('b.example')
  })

  it('names both endpoints for Prisma, whichever is chosen', () => {
    for (const endpoint of ['pooled', 'direct'] as const)
      expect(write({ format: 'prisma', endpoint, address: 'host' })).toMatch(
        /DATABASE_URL=.*:16432.*\nDIRECT_URL=.*:15432/,
      )
  })

  it('puts in the login of a role and its password as a URL spells it', () => {
    const shown = write({}, reporting, { login: 'reporting_b', password: "p/@:'é" })
    expect(shown).toContain("//reporting_b:p%2F%40%3A'%C3%A9@")
    expect(decodeURIComponent(new URL(shown).password)).toBe("p/@:'é")
  })

  it('names the files of a client certificate for a role that needs one, and never the pooler', () => {
    const guarded = { ...reporting, needsCertificate: true }
    expect(write({ format: 'psql' }, guarded)).toContain('&sslcert=client.crt&sslkey=client.key')
    expect(write({ format: 'jdbc' }, guarded)).toContain('&sslkey=client.pk8')
    expect([guarded, { ...reporting, replication: true }, reporting, null].map(passesPooler)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})
