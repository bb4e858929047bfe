import { describe, expect, it } from 'vitest'
import { asProblem, problemOf, unreachable } from './problem.ts'

const document = {
  type: '/problems/unexpected',
  title: 'Something unexpected went wrong',
  status: 500,
  code: 'unexpected',
  detail: 'It was recorded as ic_1.',
  remedy: 'Try again.',
  retry: 'later',
  facts: { incidentId: 'ic_1' },
}

describe('problems', () => {
  it('are read from problem documents, with the incident and the time to wait', async () => {
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '12' }
    const problem = await problemOf(new Response(JSON.stringify(document), { status: 500, headers }))
    expect(problem).toMatchObject({ code: 'unexpected', status: 500, incidentId: 'ic_1', retryAfter: 12 })
  })

  it('are made of answers that are none', async () => {
    const problem = await problemOf(new Response('<h1>Bad gateway</h1>', { status: 502 }))
    expect(problem).toMatchObject({ code: 'unreadable', status: 502, retryAfter: null })
  })

  it('say that databases go on when nothing answers', () => {
    expect(unreachable().message).toMatch(/go on serving/)
  })

  it('are made of faults of the console too', () => {
    expect(asProblem(new TypeError('x is not a function')).code).toBe('console-fault')
  })
})
