import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { curlLine } from './curl-line.ts'
import { shellLine } from './shell-words.ts'

/** What a real shell makes of a line: the arguments its command gets. */
const argumentsOf = (line: string) =>
  execFileSync(
    '/bin/sh',
    [
      '-c',
      `curl() { printf '%s\\0' "$@"; }; holdfast() { printf '%s\\0' "$@"; }; uuidgen() { echo new-key; }; ${line}`,
    ],
    {
      env: { HOLDFAST_URL: 'https://kelp.example', HOLDFAST_TOKEN: 'hf_secret' },
      encoding: 'utf8',
    },
  )
    .split('\0')
    .slice(0, -1)

describe('a form as a line for a terminal', () => {
  it('gives a shell the very values that were typed, whatever they hold', () => {
    const typed = ['database', 'create', `it's "$HOME" \`id\` \\ ; rm -rf /`, '', 'línea\nnueva']
    expect(argumentsOf(shellLine(['holdfast', ...typed]))).toEqual(typed)
    const body = { name: typed[2], storageBytes: 1 }
    const given = argumentsOf(curlLine({ method: 'PATCH', path: '/v1/databases/a%20b?x=1&y=$z', body }))
    expect(given).toContain('https://kelp.example/v1/databases/a%20b?x=1&y=$z')
    expect(JSON.parse(given.at(-1) ?? '')).toEqual(body)
    expect(given).toContain('Authorization: Bearer hf_secret')
  })

  it('has the headers that the route needs, and no others', () => {
    const line = (method: 'POST' | 'PATCH' | 'GET', path: string, version?: number) =>
      argumentsOf(curlLine({ method, path, ...(version !== undefined && { version }) })).filter((word) =>
        /^I/.test(word),
      )
    expect(line('POST', '/v1/databases')).toEqual(['Idempotency-Key: new-key'])
    expect(line('PATCH', '/v1/databases/orders', 7)).toEqual(['If-Match: "7"'])
    expect(line('PATCH', '/v1/databases/orders')).toEqual(['If-Match: *'])
    expect(line('POST', '/v1/databases/orders/restart')).toEqual(['Idempotency-Key: new-key', 'If-Match: *'])
    expect(line('GET', '/v1/databases')).toEqual([])
  })

  it('shows no secret that was typed', () => {
    const typed = 'correct horse battery staple'
    const line = curlLine({
      method: 'POST',
      path: '/v1/webhooks',
      body: { url: 'https://x.example', password: typed, nested: { newPassword: typed, secret: typed } },
    })
    expect(line).not.toContain(typed)
    expect(line).toContain('YOUR-PASSWORD')
  })
})
