import { describe, expect, it } from 'vitest'
import { addressOf } from './address-of.ts'

describe('the address of a route', () => {
  it('holds its parameters, escaped', () => {
    expect(addressOf('/v1/databases/:database/connection', { params: { database: 'a/b c' } })).toBe(
      '/v1/databases/a%2Fb%20c/connection',
    )
  })

  it('holds what was asked, and nothing of what was left out', () => {
    expect(addressOf('/v1/databases', { query: { limit: 5, q: undefined, deleted: 'true' } })).toBe(
      '/v1/databases?limit=5&deleted=true',
    )
  })
})
