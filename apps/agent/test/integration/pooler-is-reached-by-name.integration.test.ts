import type { DesiredHost } from '@holdfast/shared/state/desired'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectRaw } from '../harness/client.ts'
import { changed } from '../harness/desired-page.ts'
import { freePort } from '../harness/gateway-process.ts'
import { aPooledDatabase, type PooledDatabase, startPooledDatabase } from '../harness/pooled-database.ts'
import { serves } from '../harness/running-database.ts'

let pooled: PooledDatabase
let page: DesiredHost
let shared: { directPort: number; pooledPort: number }

beforeAll(async () => {
  pooled = await startPooledDatabase()
  page = pooled.database.page
  shared = { directPort: await freePort(), pooledPort: await freePort() }
})
afterAll(() => pooled?.world.remove())

function callIt(name: string): void {
  const serverNames = [...pooled.database.instance.serverNames, name]
  page = changed(page, {
    instances: page.instances.map((it) => ({ ...it, serverNames })),
    endpoints: page.endpoints.map((it) => ({ ...it, shared: { ...shared, name } })),
  })
  pooled.world.peer.want(page)
}

/** A client that finds the name without DNS and checks it as `verify-full` does; without a name it sends none. */
async function clientOf(name: string | undefined): Promise<Client> {
  const { instance, password } = pooled.database
  const client = new Client({
    host: '127.0.0.1',
    port: shared.pooledPort,
    user: instance.logins[0]?.name ?? '',
    password,
    database: instance.databaseName,
    ssl: { ca: pooled.world.peer.ca.pem, ...(name === undefined ? {} : { servername: name }) },
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

const isServed = async (name: string): Promise<boolean> => {
  try {
    const client = await clientOf(name)
    await client.end()
    return true
  } catch {
    return false
  }
}

it('by the first client, which is held while the pooler starts', async () => {
  callIt('orders.db.example')
  await expect.poll(() => isServed('orders.db.example'), { timeout: 20_000 }).toBe(true)
})

it('under another name too, without cutting who is connected', async () => {
  const client = await clientOf('orders.db.example')
  callIt('orders.other.example')
  await expect.poll(() => isServed('orders.other.example'), { timeout: 20_000 }).toBe(true)
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await client.end()
  expect(await isServed('orders.db.example')).toBe(false)
})

it('not under a name that nobody has, and not without one', async () => {
  await expect(clientOf('nobody.db.example')).rejects.toThrow(/unrecognized name/)
  await expect(clientOf(undefined)).rejects.toThrow(/unrecognized name/)
})

it('and another tenant’s name leads to that one’s pooler, where its own password is worth nothing', async () => {
  const { world, database } = pooled
  const other = await aPooledDatabase(world)
  const name = 'shop.other.example'
  const serverNames = [...other.instance.serverNames, name]
  page = changed(page, {
    releases: [...page.releases, ...other.page.releases],
    volumes: [...page.volumes, ...other.page.volumes],
    instances: [...page.instances, { ...other.instance, serverNames }],
    endpoints: [...page.endpoints, ...other.page.endpoints.map((it) => ({ ...it, shared: { ...shared, name } }))],
  })
  world.peer.want(page)
  await world.until('both serve', (seen) => [database, other].every((it) => serves(it)(seen)))
  await expect(clientOf(name)).rejects.toThrow(/password|SASL/)
  expect(await isServed('orders.other.example')).toBe(true)
})

it('and a cancel request there ends the query that its key names, of the database that it does not name', async () => {
  const client = await clientOf('orders.other.example')
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
  const failed = expect(client.query('select pg_sleep(60)')).rejects.toThrow(/canceling statement due to user request/)
  const sleepers = `select from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'`
  await expect.poll(async () => (await pooled.ask(sleepers)).length).toBe(1)
  const request = Buffer.alloc(16)
  for (const [at, value] of [16, 80877102, processID, secretKey].entries()) request.writeInt32BE(value, at * 4)
  const raw = await connectRaw({ port: shared.pooledPort })
  raw.socket.end(request)
  await failed
  await client.end()
})
