import { describe, expect, it } from 'vitest'
import type { InstancePage } from './instance-page.ts'
import { instancePageHash } from './instance-page-hash.ts'

const page: InstancePage = {
  v: 1,
  instanceId: 'in_0123456789abcdefghjk',
  databaseId: 'db_0123456789abcdefghjk',
  engine: 'postgres',
  version: '17',
  role: 'primary',
  epoch: 1,
  cpus: 1,
  memoryBytes: 1024,
  storageBytes: 2048,
  connectionLimit: 10,
  restarts: 0,
  databaseName: 'shop',
  ownerRole: 'shop',
  logins: { shop_a: 1, shop_b: 1 },
  certificateHash: 'ab',
  settings: {},
}

describe('instancePageHash', () => {
  it('is the same whatever the order of the keys', () => {
    const turned = Object.fromEntries(Object.entries({ ...page, logins: { shop_b: 1, shop_a: 1 } }).reverse())
    expect(instancePageHash(turned as unknown as InstancePage)).toBe(instancePageHash(page))
  })

  it('changes with a rotated login, a renewed certificate and a wished restart', () => {
    const hashes = [
      page,
      { ...page, logins: { shop_a: 2, shop_b: 1 } },
      { ...page, certificateHash: 'cd' },
      { ...page, restarts: 1 },
    ].map(instancePageHash)
    expect(new Set(hashes).size).toBe(4)
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
  })
})
