import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { connectionString, type Format } from './connection-string.ts'
import { targetOf, urlOf, withCa } from './connection-target.ts'

const url =
  "postgresql://orders_a:p%27w$(id)'%2B@db.example:20001/orders?sslmode=verify-full&sslrootcert=/home/my%20ca.pem"
const direct = url.replace('20001', '20002')
const shown = (format: Format) => connectionString({ chosen: targetOf(url), direct: targetOf(direct) }, format)
/** What a real shell has in its environment after it read the file. */
const afterReading = (file: string, name: string) =>
  execFileSync('/bin/sh', ['-c', `${file}\nprintf %s "$${name}"`]).toString()

describe('the connection string', () => {
  it('is the URL as the API gave it', () => expect(shown('url')).toBe(url))

  it('reaches psql through a shell unchanged', () => {
    const line = shown('psql').replace(/^psql/, 'printf %s')
    expect(execFileSync('/bin/sh', ['-c', line]).toString()).toBe(url)
  })

  it('is read unchanged from an environment file', () => {
    expect(afterReading(shown('env'), 'DATABASE_URL')).toBe(url)
    expect(afterReading(shown('prisma'), 'DATABASE_URL')).toBe(url)
    expect(afterReading(shown('prisma'), 'DIRECT_URL')).toBe(direct)
  })

  it('is the same URL inside programs', () => {
    const literalOf = (line: string) => JSON.parse(/"(?:[^"\\]|\\.)*"/.exec(line)?.[0] ?? '""')
    for (const format of ['node', 'python', 'go'] as const) expect(literalOf(shown(format))).toBe(url)
  })

  it('names login and password as parameters for JDBC, several hosts included', () => {
    const list = targetOf(url.replace('db.example:20001', 'a.example:20001,[::1]:20001'))
    const jdbc = new URL(connectionString({ chosen: list, direct: list }, 'jdbc').replace(/^.*\?/, 'http://x/?'))
    expect(jdbc.searchParams.get('user')).toBe('orders_a')
    expect(jdbc.searchParams.get('password')).toBe("p'w$(id)'+")
    expect(connectionString({ chosen: list, direct: list }, 'jdbc')).toMatch(
      /^jdbc:postgresql:\/\/a\.example:20001,\[::1\]:20001\/orders\?/,
    )
  })

  it('names the file of the CA where the person keeps it', () => {
    const moved = urlOf(withCa(targetOf(url), '/etc/own ca/holdfast.pem'))
    expect(new URL(moved).searchParams.get('sslrootcert')).toBe('/etc/own ca/holdfast.pem')
    expect(moved).toContain('sslmode=verify-full')
  })
})
