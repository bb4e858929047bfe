import type { DesiredHost } from '@holdfast/shared/state/desired'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed } from '../harness/desired-page.ts'
import { freePort } from '../harness/gateway-process.ts'
import { type PooledDatabase, startPooledDatabase } from '../harness/pooled-database.ts'

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

/** A client that finds the name without DNS and checks it as `verify-full` does. */
async function clientOf(name: string): Promise<Client> {
  const { instance, password } = pooled.database
  const client = new Client({
    host: '127.0.0.1',
    port: shared.pooledPort,
    user: instance.logins[0]?.name ?? '',
    password,
    database: instance.databaseName,
    ssl: { ca: pooled.world.peer.ca.pem, servername: name },
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
