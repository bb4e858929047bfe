import { expect, it } from 'vitest'
import { useApi } from '../harness/use-api.ts'

const api = useApi((config) => ({ ...config, people: { ...config.people, credentialAttempts: 4 } }))

const guess = (email: string) => api.ask('POST', '/v1/sessions', { body: { email, password: 'not this one' } })

it('stops guesses at one e-mail and says how long to wait; others go on', async () => {
  const ada = await api.signUp()
  for (let n = 0; n < 4; n++) expect((await guess(ada.email)).status).toBe(401)
  const { status, headers, body } = await guess(ada.email)
  expect([status, body.code]).toEqual([429, 'too-many-requests'])
  expect(Number(headers.get('retry-after'))).toBe(body.facts.retryAfterSeconds)
  expect(body.facts.retryAfterSeconds).toBeLessThanOrEqual(60)
  expect((await guess('somebody-else@holdfast.example')).status).toBe(401)
})

it('does not count people who know their password', async () => {
  const ada = await api.signUp()
  for (let n = 0; n < 8; n++)
    expect((await api.ask('POST', '/v1/sessions', { body: { email: ada.email, password: ada.password } })).status).toBe(
      201,
    )
})

it('stops guesses from one address, whatever the e-mail', async () => {
  const statuses = new Set<number>()
  for (let n = 0; n < 20; n++) statuses.add((await guess(`p${n}@holdfast.example`)).status)
  expect([...statuses]).toEqual([401, 429])
})
