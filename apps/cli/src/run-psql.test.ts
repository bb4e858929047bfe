import { expect, it } from 'vitest'
import { splitPassword } from './run-psql.ts'

it('takes the password out of a connection string, for its own addresses only', () => {
  const { url, passwords } = splitPassword('postgresql://shop_a:a%3Ab%5Cc@db.example:7501/shop?sslmode=verify-full')
  expect(url).toBe('postgresql://shop_a@db.example:7501/shop?sslmode=verify-full')
  expect(passwords).toBe('db.example:7501:*:shop_a:a\\:b\\\\c\n')
})

it('knows lists of hosts, and addresses of version 6', () => {
  const { url, passwords } = splitPassword('postgresql://shop_a:secret@one.example:7501,[2001:db8::1]:7501/shop')
  expect(url).toBe('postgresql://shop_a@one.example:7501,[2001:db8::1]:7501/shop')
  expect(passwords).toBe('one.example:7501:*:shop_a:secret\n2001\\:db8\\:\\:1:7501:*:shop_a:secret\n')
})
