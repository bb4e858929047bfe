import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { tryLine, variablesOf } from './try-lines.ts'

it('gives a shell the address and the token, and keeps the token out of the line for curl', () => {
  const lines = variablesOf("http://kelp.example:1'6", 'hf_pat_secret')
  const script = `curl() { printf '%s\\n' "$@"; }; ${lines}\n${tryLine}`
  const words = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: {} }).trim().split('\n')
  expect(words).toContain("http://kelp.example:1'6/v1/whoami")
  expect(words).toContain('Authorization: Bearer hf_pat_secret')
  expect(tryLine).not.toContain('hf_pat')
})
