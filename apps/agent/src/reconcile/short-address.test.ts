import { expect, it } from 'vitest'
import { shortAddress } from './short-address.ts'

it.each([
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:DB8:0:0:0:0:0:5', '2001:db8::5'],
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', 'localhost'],
])('writes %s as %s', (name, short) => {
  expect(shortAddress(name)).toBe(short)
})
