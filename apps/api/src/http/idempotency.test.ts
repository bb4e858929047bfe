import { Problem } from '@holdfast/shared/problems/problem'
import { expect, it } from 'vitest'
import { hashRequest, readIdempotencyKey } from './idempotency.ts'

it('gives the same hash to the same request in another order', () => {
  const one = hashRequest('POST', '/v1/databases', { name: 'a', labels: { x: '1', y: '2' }, list: [1, 2] })
  const two = hashRequest('POST', '/v1/databases', { list: [1, 2], labels: { y: '2', x: '1' }, name: 'a' })
  expect(one).toBe(two)
})

it.each([
  ['POST', '/v1/databases', { name: 'b' }],
  ['PUT', '/v1/databases', { name: 'a' }],
  ['POST', '/v1/tokens', { name: 'a' }],
  ['POST', '/v1/databases', undefined],
  ['POST', '/v1/databases', { name: ['a'] }],
])('tells %s %s %j apart', (method, path, body) => {
  expect(hashRequest(method, path, body)).not.toBe(hashRequest('POST', '/v1/databases', { name: 'a' }))
})

it.each([
  [undefined, 'idempotency-key-required'],
  ['', 'idempotency-key-required'],
  ['a b', 'invalid-input'],
  ['ü', 'invalid-input'],
  ['x'.repeat(256), 'invalid-input'],
])('refuses the key %j', (header, code) => {
  try {
    readIdempotencyKey(header)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(Problem)
    expect((error as Problem).code).toBe(code)
  }
})
