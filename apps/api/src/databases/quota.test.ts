import { describe, expect, it } from 'vitest'
import { demandQuota } from './quota.ts'

const limit = { databases: 3, cpus: 4, memoryBytes: 8, storageBytes: 100, connections: 90 }
const used = { databases: 2, cpus: 2, memoryBytes: 4, storageBytes: 50, connections: 40 }
const asked = { databases: 1, cpus: 1, memoryBytes: 1, storageBytes: 10, connections: 10 }

describe('the quota of an organization', () => {
  it('lets the last one in exactly', () => {
    expect(() =>
      demandQuota({ limit, used, asked: { databases: 1, cpus: 2, memoryBytes: 4, storageBytes: 50, connections: 50 } }),
    ).not.toThrow()
  })

  it.each([
    ['databases', { databases: 2 }],
    ['cpus', { cpus: 2.5 }],
    ['bytes of memory', { memoryBytes: 5 }],
    ['bytes of storage', { storageBytes: 51 }],
    ['connections', { connections: 51 }],
  ])('refuses more %s than are left, with the figures', (what, more) => {
    expect(() => demandQuota({ limit, used, asked: { ...asked, ...more } })).toThrow(
      expect.objectContaining({ code: 'quota-exceeded', facts: expect.objectContaining({ what }) }),
    )
  })
})
