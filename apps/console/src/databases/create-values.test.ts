import { GiB } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { firstValues, freeName, wishOf } from './create-values.ts'

const size = (name: string, room: number) => ({ name, cpus: 1, memoryBytes: GiB, connectionLimit: 100, room })
const sizes = [size('micro', 4), size('small', 2), size('large', 0)]
const engine = { engine: 'e', displayName: 'E', versions: ['17'], defaultVersion: '17', abilities: {} }

describe('what the form begins with', () => {
  it('is complete: one click is enough', () => {
    expect(firstValues({ engine, sizes, size: undefined, taken: [] })).toEqual({
      name: 'orders',
      size: 'small',
      storageBytes: '10',
      version: '17',
    })
  })

  it('takes the size of the address when there is room for it', () => {
    expect(firstValues({ engine, sizes, size: 'micro', taken: [] }).size).toBe('micro')
    expect(firstValues({ engine, sizes, size: 'large', taken: [] }).size).toBe('small')
  })

  it('takes a size that fits when the usual one does not', () => {
    expect(firstValues({ engine, sizes: [size('micro', 1), size('small', 0)], size: undefined, taken: [] }).size).toBe(
      'micro',
    )
  })

  it('never proposes a name that exists', () => {
    const all = ['orders', 'catalog', 'ledger', 'inventory', 'sessions', 'reports']
    expect(freeName(['orders'])).toBe('catalog')
    expect(freeName(all)).toBe('orders-2')
    expect(freeName([...all, 'orders-2'])).toBe('orders-3')
  })

  it('sends storage in bytes', () => {
    const values = { name: 'orders', size: 'small', storageBytes: '10', version: '17' }
    expect(wishOf(values, engine)).toEqual({
      name: 'orders',
      size: 'small',
      storageBytes: 10 * GiB,
      version: '17',
      engine: 'e',
    })
  })
})
