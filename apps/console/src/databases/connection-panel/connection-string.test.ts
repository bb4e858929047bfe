import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { connectionString } from './connection-string.ts'

const url = 'postgresql://orders_a:p%27w$(id)@db.example:20001/orders?sslmode=verify-full&sslrootcert=/ca.pem'

describe('the connection string', () => {
  it('is the URL as the API gave it', () => expect(connectionString({ url }, 'url')).toBe(url))

  it('reaches psql through a shell unchanged', () => {
    const line = connectionString({ url: `${url}'quoted'` }, 'psql').replace(/^psql/, 'printf %s')
    expect(execFileSync('/bin/sh', ['-c', line]).toString()).toBe(`${url}'quoted'`)
  })

  it('is one line of an environment file', () => {
    expect(connectionString({ url }, 'env')).toBe(`DATABASE_URL='${url}'`)
  })
})
