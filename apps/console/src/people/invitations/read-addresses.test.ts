import { describe, expect, it } from 'vitest'
import { readAddresses } from './read-addresses.ts'

describe('addresses to invite', () => {
  it('are read from lines, commas and semicolons, each once', () => {
    const typed = 'Grace@example.com, ada@example.com;grace@example.com\n\n lin@example.org '
    expect(readAddresses(typed)).toEqual({
      emails: ['grace@example.com', 'ada@example.com', 'lin@example.org'],
      wrong: [],
    })
  })

  it('name what is none', () => {
    expect(readAddresses('grace, ada@example.com @x')).toEqual({ emails: ['ada@example.com'], wrong: ['grace', '@x'] })
    expect(readAddresses(' \n ')).toEqual({ emails: [], wrong: [] })
  })
})
