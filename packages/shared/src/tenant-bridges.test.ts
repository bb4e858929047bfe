import { describe, expect, it } from 'vitest'
import { bridgeName, bridgePrefix, guardTable } from './tenant-bridges.ts'

describe('names of tenant bridges', () => {
  it('fit into the kernel, begin with their installation and differ by database', () => {
    const names = ['db_1', 'db_2'].map((id) => bridgeName('holdfast', id))
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(name).toMatch(new RegExp(`^${bridgePrefix('holdfast')}[0-9a-f]{8}$`))
    expect(names.map((it) => it.length)).toEqual([15, 15])
  })

  it('are never those of another installation, nor is its table', () => {
    expect(bridgePrefix('holdfast')).not.toBe(bridgePrefix('holdfast-2'))
    expect(guardTable('holdfast')).not.toBe(guardTable('holdfast-2'))
  })
})
