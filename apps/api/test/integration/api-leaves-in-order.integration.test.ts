import { expect, it } from 'vitest'
import { readEvents } from '../harness/event-reader.ts'
import { useApi } from '../harness/use-api.ts'

const api = useApi()

it('answers what it has begun, ends its streams and then is gone; the others go on', async () => {
  const ada = await api.signUp()
  const replica = await api.startReplica()
  const reader = await readEvents(`${replica.address}/v1/events`, { authorization: `Bearer ${ada.token}` })
  const signIns = Array.from({ length: 6 }, () =>
    fetch(`${replica.address}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: ada.email, password: ada.password }),
    }),
  )
  await new Promise((resolve) => setTimeout(resolve, 30))
  await replica.close()
  for (const answer of await Promise.all(signIns)) expect(answer.status).toBe(201)
  await expect.poll(reader.isEnded).toBe(true)
  await expect(fetch(`${replica.address}/healthz`)).rejects.toThrow()
  expect((await api.ask('GET', '/v1/whoami', { token: ada.token })).status).toBe(200)
})
