import { describe, expect, it } from 'vitest'
import { isLoopback, joinCommand } from './join-command.ts'

const terms = { token: 'hfj_secret', caPin: 'ab'.repeat(32), joinUrl: 'https://kelp.example:7443' }

describe('the command that adds a host', () => {
  it('has the token on its standard input alone', () => {
    const [command, input] = joinCommand(terms).split("<<'TOKEN'\n")
    expect(command).not.toContain(terms.token)
    expect(command).toContain(terms.joinUrl)
    expect(command).toContain(terms.caPin)
    expect(input).toBe(`${terms.token}\nTOKEN`)
  })

  it.each([
    ['https://127.0.0.1:7443', true],
    ['https://localhost:7443', true],
    ['https://[::1]:7443', true],
    ['https://kelp.example:7443', false],
    ['https://10.0.0.1:7443', false],
  ])('%s is reached by this machine alone: %s', (url, isOwn) => expect(isLoopback(url)).toBe(isOwn))
})
