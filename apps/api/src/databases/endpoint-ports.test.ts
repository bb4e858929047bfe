import { describe, expect, it } from 'vitest'
import { choosePorts } from './endpoint-ports.ts'

describe('ports of a database', () => {
  it('lie side by side, the lowest free ones first', () => {
    expect(choosePorts({ first: 20_000, last: 20_999 }, new Set())).toEqual({
      directPort: 20_000,
      pooledPort: 20_001,
      readOnlyPort: 20_002,
    })
    expect(choosePorts({ first: 20_000, last: 20_999 }, new Set([20_000, 20_006])).directPort).toBe(20_003)
  })

  it('are refused in words when the range is used up', () => {
    expect(() => choosePorts({ first: 20_000, last: 20_004 }, new Set([20_000]))).toThrow(/20000 and 20004 are in use/)
  })
})
