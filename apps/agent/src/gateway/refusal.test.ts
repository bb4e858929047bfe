import { expect, it } from 'vitest'
import { readAnswer } from './probe-target.ts'
import { errorResponse } from './refusal.ts'

it("says SQLSTATE and reason in PostgreSQL's ErrorResponse", () => {
  const bytes = errorResponse({ sqlstate: '28000', because: 'not on the list' })
  expect(bytes.toString('latin1', 0, 1)).toBe('E')
  expect(bytes.readUInt32BE(1)).toBe(bytes.length - 1)
  expect(bytes.toString('latin1', 5)).toBe('SFATAL\0VFATAL\0C28000\0Mnot on the list\0\0')
})

it('takes "cannot connect now" for not ready, in its own words, and every other answer for ready', () => {
  const starting = errorResponse({ sqlstate: '57P03', because: 'the database system is starting up' })
  expect(readAnswer(starting)).toEqual({ because: 'the database system is starting up' })
  expect(readAnswer(errorResponse({ sqlstate: '28000', because: 'no entry' }))).toEqual({ because: undefined })
  expect(readAnswer(Buffer.from('R'))).toEqual({ because: undefined })
  for (let n = 0; n < starting.length; n++) expect(readAnswer(starting.subarray(0, n))).toBe('incomplete')
})
