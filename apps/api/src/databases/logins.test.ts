import { expect, it } from 'vitest'
import { newPassword } from './logins.ts'

it('makes passwords of 32 characters that no URL or shell takes for something else, each of its own', () => {
  const passwords = Array.from({ length: 200 }, newPassword)
  for (const password of passwords) expect(password).toMatch(/^[0-9A-Za-z]{32}$/)
  expect(new Set(passwords).size).toBe(passwords.length)
})
