import { afterAll, expect, it } from 'vitest'
import { Secret } from '../../src/platform/secret.ts'
import { type Cable, layCable } from '../harness/cable.ts'
import { inStore } from '../harness/in-store.ts'
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
  expect([ready.status, ready.body.store, ready.body.migrations]).toEqual([503, false, false])
  expect(ready.body.because).toContain('The store does not answer.')
  expect((await api.ask('GET', '/healthz')).status).toBe(200)

  cable.mend()
  await expect.poll(async () => (await api.ask('GET', '/readyz')).status, { timeout: 10_000 }).toBe(200)
  expect((await api.ask('GET', '/v1/whoami', { token: ada.token })).status).toBe(200)
})

it('tells a host that asks for a secret meanwhile to come again, and answers then', async () => {
  await expect.poll(async () => (await api.ask('GET', '/readyz')).status, { timeout: 10_000 }).toBe(200)
  const host = await api.joinHost()
  const secret = { secretId: 'se_00000000000000000000', version: 1 }
  cable.cut()
  const refused = await host.ask({ say: 'get-secret', secret })
  expect(refused).toMatchObject({ say: 'refused', problem: { code: 'unavailable', retry: 'later' } })
  cable.mend()
  const isKnown = async () => {
    const answer = await host.ask({ say: 'get-secret', secret })
    return answer.say === 'refused' ? answer.problem.code : answer.say
  }
  await expect.poll(isKnown, { timeout: 10_000 }).not.toBe('unavailable')
})

it('is not ready while the store has a migration that this program does not know', async () => {
  const { ownerUrl } = api.store
  const name = '99990101000000_tomorrow'
  await expect.poll(async () => (await api.ask('GET', '/readyz')).status, { timeout: 10_000 }).toBe(200)
  await inStore(
    ownerUrl,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('tomorrow', '', $1, now())`,
    [name],
  )
  const { status, body } = await api.ask('GET', '/readyz')
  await inStore(ownerUrl, `DELETE FROM _prisma_migrations WHERE id = 'tomorrow'`)
  expect([status, body.store, body.migrations]).toEqual([503, true, false])
  expect(body.because).toEqual([expect.stringContaining(`at migration ${name}`)])
  expect((await api.ask('GET', '/readyz')).status).toBe(200)
})
