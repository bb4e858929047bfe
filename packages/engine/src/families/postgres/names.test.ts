import { describe, expect, it } from 'vitest'
import { connectionUrl } from './connection-url.ts'
import { names } from './names.ts'

describe('names', () => {
  it.each([
    ['shop', 'shop', ['shop_a', 'shop_b']],
    ['my-shop', 'my_shop', ['my_shop_a', 'my_shop_b']],
    ['postgres', 'db_postgres', ['db_postgres_a', 'db_postgres_b']],
    ['public', 'db_public', ['db_public_a', 'db_public_b']],
    ['hf_first', 'db_hf_first', ['db_hf_first_a', 'db_hf_first_b']],
    ['pg-monitor', 'db_pg_monitor', ['db_pg_monitor_a', 'db_pg_monitor_b']],
  ])('makes of %s the database %s', (name, database, logins) => {
    expect(names(name)).toEqual({ database, ownerRole: database, logins })
  })

  it('keeps long names apart and within 63 bytes', () => {
    const [one, two] = [names(`${'x'.repeat(62)}a`), names(`${'x'.repeat(62)}b`)]
    expect(one.logins[0]).toHaveLength(63)
    expect(one.database).not.toBe(two.database)
  })
})

describe('connectionUrl', () => {
  const target = {
    host: 'localhost',
    port: 20001,
    database: 'shop',
    login: 'shop_a',
    caFile: '/var/lib/holdfast/ca.pem',
  }

  it('is complete in itself', () => {
    expect(connectionUrl({ ...target, password: 'p/w:d@' })).toBe(
      'postgresql://shop_a:p%2Fw%3Ad%40@localhost:20001/shop?sslmode=verify-full&sslrootcert=/var/lib/holdfast/ca.pem',
    )
  })

  it('names every host of a list with its port, as libpq reads it', () => {
    expect(connectionUrl({ ...target, host: 'a.example', otherHosts: ['::1', 'b.example'] })).toMatch(
      /^postgresql:\/\/shop_a@a\.example:20001,\[::1\]:20001,b\.example:20001\/shop\?/,
    )
  })

  it('leaves the password out where it is not given, and brackets an IPv6 address', () => {
    expect(connectionUrl({ ...target, host: '::1' })).toMatch(/^postgresql:\/\/shop_a@\[::1\]:20001\/shop\?/)
  })
})
