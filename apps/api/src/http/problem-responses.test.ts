import { Problem } from '@holdfast/shared/problems/problem'
import { ProblemDocument } from '@holdfast/shared/problems/problem-document'
import type { FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { openLog } from '../platform/log.ts'
import { problemOf, toDocument } from './problem-responses.ts'

const request = { id: 'r-1', url: '/v1/databases', headers: { 'content-type': 'text/plain' } } as FastifyRequest

/** What is answered for an error, and what the log says of it. */
const answerTo = (error: unknown) => {
  const lines: string[] = []
  const log = openLog('info', 'test', { write: (line) => lines.push(line) })
  return { problem: problemOf(error, request, log), logged: lines.join('') }
}

describe('an error nobody expected', () => {
  it('is answered with an incident id and told whole in the log only', () => {
    const { problem, logged } = answerTo(new Error('the lever is stuck at /etc/secret'))
    expect(problem.code).toBe('unexpected')
    const document = JSON.stringify(toDocument(problem, 'r-1'))
    expect(document).not.toContain('lever')
    const { incidentId } = problem.facts as { incidentId: string }
    expect(document).toContain(incidentId)
    expect(logged).toContain(incidentId)
    expect(logged).toContain('the lever is stuck')
  })

  it.each([null, undefined, 'text', 7, {}])('may be anything: %j', (thrown) => {
    expect(answerTo(thrown).problem.code).toBe('unexpected')
  })
})

it.each([
  [Object.assign(new Error(), { code: 'ECONNREFUSED' })],
  [new Error('wrapped', { cause: Object.assign(new Error(), { code: '57P03' }) })],
  [Object.assign(new Error(), { cause: { kind: 'DatabaseNotReachable' } })],
  [new Error('Connection terminated unexpectedly')],
])('says "unavailable" when the store cannot be reached', (error) => {
  expect(answerTo(error).problem.code).toBe('unavailable')
})

it('is a document of RFC 9457 with the request’s name', () => {
  const document = toDocument(new Problem('name-taken', { name: 'orders' }), 'r-1')
  expect(ProblemDocument.parse(document)).toEqual(document)
  expect(document).toMatchObject({
    type: '/problems/name-taken',
    status: 409,
    instance: 'urn:holdfast:request:r-1',
    facts: { name: 'orders' },
  })
})
