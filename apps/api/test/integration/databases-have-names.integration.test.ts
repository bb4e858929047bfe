import { bareId } from '@holdfast/shared/ids'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, compose } from '../../src/compose.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { connectPeer, type Identity, joinHost, type LinkPeer } from '../harness/link-peer.ts'
import { obedient } from '../harness/observed-pages.ts'
import { type Answer, useApi } from '../harness/use-api.ts'

const domain = { name: 'db.example', directPort: 5432, pooledPort: 6432 }
const api = useApi((config) => ({
  ...config,
  endpoint: { ...config.endpoint, listed: ['a.example', 'b.example'], domain },
}))

let identity: Identity
let peer: LinkPeer
let created: Answer

/** The agents' door of this replica. */
const doorOf = async ({ linkPort: port, database }: Api) => ({
  link: { port },
  authority: { root: (await api.ask('GET', '/v1/ca.pem')).body },
  database,
  parts: { clock: systemClock },
})

beforeAll(async () => {
  const door = await doorOf(api.api)
  identity = await joinHost(door)
  peer = await connectPeer(door, identity)
  peer.onDesired = (page) => peer.report(obedient(page))
  peer.report({})
  await peer.desired(() => true)
  const { token } = await api.signUp()
  const wish = { token, headers: { 'idempotency-key': 'orders' }, body: { name: 'orders' } }
  created = await api.ask('POST', '/v1/databases', wish)
  await peer.desired((page) => page.endpoints.length > 0)
})
afterAll(() => peer?.close())

it('in every connection: by name on the shared ports, and with a list of hosts', () => {
  const { status, body } = created
  expect(status).toBe(202)
  const host = `${bareId(body.database.id)}.db.example`
  const { direct, pooled } = body.connection
  expect(direct.byName).toMatchObject({ host, port: 5432 })
  expect(direct.byName.url).toContain(`@${host}:5432/orders?sslmode=verify-full`)
  if (pooled) expect(pooled.byName).toMatchObject({ host, port: 6432 })
  expect(direct.url).toContain(`@a.example:${direct.port}/`)
  expect(direct.hostListUrl).toContain(`@a.example:${direct.port},b.example:${direct.port}/`)
})

it('and when the domain is another, every host gets a page that says so', async () => {
  const other = { ...domain, name: 'db.other.example', directPort: 15432 }
  const before = peer.page()?.generation ?? 0
  peer.close()
  const moved = await compose({ ...api.config, endpoint: { ...api.config.endpoint, domain: other } })
  try {
    peer = await connectPeer(await doorOf(moved), identity)
    const page = await peer.desired(() => true)
    const name = `${bareId(created.body.database.id)}.db.other.example`
    expect(page.generation).toBeGreaterThan(before)
    expect(page.endpoints[0]?.shared).toEqual({ name, directPort: 15432, pooledPort: 6432 })
    expect(page.instances[0]?.serverNames).toContain(name)
  } finally {
    await moved.close()
  }
})
