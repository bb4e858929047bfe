import { expect, it } from 'vitest'
import { hashToken, isTokenValue, newTokenValue, tokenPrefix } from './token-format.ts'

it('makes tokens that say what they are and carry a checksum', () => {
  const value = newTokenValue('pat')
  expect(value).toMatch(/^hf_pat_[0-9A-Za-z]{36}$/)
  expect(isTokenValue(value)).toBe(true)
  expect(newTokenValue('pat')).not.toBe(value)
})

it('notices one wrong character anywhere', () => {
  const value = newTokenValue('pat')
  for (let at = 7; at < value.length; at++) {
    const other = value[at] === 'a' ? 'b' : 'a'
    expect(isTokenValue(value.slice(0, at) + other + value.slice(at + 1))).toBe(false)
  }
})

it('refuses other shapes without looking further', () => {
  for (const text of ['', 'hf_pat_', 'hf_pat_short', `x${newTokenValue('pat')}`, `${newTokenValue('pat')}x`])
    expect(isTokenValue(text)).toBe(false)
})

it('keeps a hash and a recognizable beginning', () => {
  const value = newTokenValue('pat')
  expect(hashToken(value)).toMatch(/^[0-9a-f]{64}$/)
  expect(tokenPrefix(value)).toBe(value.slice(0, 11))
})
