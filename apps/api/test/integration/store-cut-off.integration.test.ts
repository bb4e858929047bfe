import { afterAll, expect, it } from 'vitest'
import { Secret } from '../../src/platform/secret.ts'
import { type Cable, layCable } from '../harness/cable.ts'
import { useApi } from '../harness/use-api.ts'

let cable: Cable
const api = useApi(async (config) => {
  const url = new URL(config.store.url.reveal())
  cable = await layCable({ host: url.hostname, port: Number(url.port) })
  url.port = String(cable.port)
  return { ...config, store: { ...config.store, url: new Secret(url.href) } }
})
afterAll(() => cable?.close())

it('answers "unavailable" while its store is away, says so in /readyz, and works again by itself', async () => {
  const ada = await api.signUp()
  cable.cut()
  await new Promise((resolve) => setTimeout(resolve, 900))

  for (const [method, path] of [
    ['GET', '/v1/whoami'],
    ['GET', '/v1/databases'],
    ['POST', '/v1/tokens'],
  ] as const) {
    const body = method === 'POST' ? { body: { name: 'ci' } } : {}
    const { status, headers, body: problem } = await api.ask(method, path, { token: ada.token, ...body })
    expect([status, problem.code, problem.retry]).toEqual([503, 'unavailable', 'later'])
    expect(headers.get('retry-after')).toBe('1')
  }
  const ready = await api.ask('GET', '/readyz')
  expect([ready.status, ready.body.store]).toEqual([503, false])
  expect((await api.ask('GET', '/healthz')).status).toBe(200)

  cable.mend()
  await expect.poll(async () => (await api.ask('GET', '/readyz')).status, { timeout: 10_000 }).toBe(200)
  expect((await api.ask('GET', '/v1/whoami', { token: ada.token })).status).toBe(200)
})
