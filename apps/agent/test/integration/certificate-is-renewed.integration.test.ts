import { connect, type TLSSocket } from 'node:tls'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { drift } from '@holdfast/shared/state/drift'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed } from '../harness/desired-page.ts'
import { freePort } from '../harness/gateway-process.ts'
import { type RunningDatabase, startRunningDatabase } from '../harness/running-database.ts'

const loopback = ['localhost', '127.0.0.1', '::1']
const secondsOfADay = 86_400

let running: RunningDatabase
let page: DesiredHost
let sharedPort: number
/** Opened before anything is renewed, and never again. */
let client: Client

beforeAll(async () => {
  running = await startRunningDatabase()
  page = running.database.page
  sharedPort = await freePort()
  const { world, database } = running
  client = new Client({
    host: 'localhost',
    port: database.port,
    user: database.instance.logins[0]?.name ?? '',
    password: database.password,
    database: database.instance.databaseName,
    ssl: { ca: world.peer.ca.pem, servername: 'localhost' },
  })
  await client.connect()
  await client.query("set application_name = 'connected all the time'")
})
afterAll(async () => {
  await client?.end()
  await running?.world.remove()
})

/** The page of an installation whose domain calls the database this name. */
function calling(name: string): DesiredHost {
  const shared = { name, directPort: sharedPort, pooledPort: sharedPort + 1 }
  return changed(page, {
    instances: page.instances.map((it) => ({ ...it, serverNames: [...loopback, name] })),
    endpoints: page.endpoints.map((it) => ({ ...it, shared })),
  })
}

async function settle(next: DesiredHost): Promise<void> {
  page = next
  const { peer } = running.world
  peer.want(page)
  const isSettled = (seen: Parameters<typeof drift>[1]) =>
    seen.observedGeneration === page.generation && drift(page, seen).length === 0
  await running.world.until(`generation ${page.generation} is settled`, isSettled)
}

/** The certificate that this name is served, checked as `verify-full` does. */
const serial = (name: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const ca = running.world.peer.ca.pem
    const at = { host: '127.0.0.1', port: sharedPort, servername: name, ALPNProtocols: ['postgresql'], ca }
    const socket: TLSSocket = connect(at, () => {
      resolve(socket.getPeerCertificate().serialNumber)
      socket.destroy()
    })
    socket.on('error', reject)
  })

/** Queries without a pause and a new connection after the other, until told to end; says how many there were. */
function load(name: string): () => Promise<{ queries: number; connections: number }> {
  let isOver = false
  const count = { queries: 0, connections: 0 }
  const query = async () => {
    while (!isOver) {
      await client.query('select count(*) from pg_class')
      count.queries++
    }
  }
  const connectAgain = async () => {
    while (!isOver) {
      await serial(name)
      count.connections++
    }
  }
  const all = Promise.all([query(), connectAgain()])
  return async () => {
    isOver = true
    await all
    return count
  }
}

const isStillConnected = async () => {
  const { rows } = await client.query("select current_setting('application_name') as name")
  expect(rows).toEqual([{ name: 'connected all the time' }])
}

it('for a name that the database did not have, and it is reached by it, without cutting a connection', async () => {
  await settle(calling('orders.db.example'))
  expect(await serial('orders.db.example')).toMatch(/^[0-9A-F]+$/)
  await expect(serial('shop.db.example')).rejects.toThrow(/unrecognized name/)
  await isStillConnected()
})

it('for another domain: the old name leads nowhere any more', async () => {
  const before = await serial('orders.db.example')
  await settle(calling('orders.other.example'))
  expect(await serial('orders.other.example')).not.toBe(before)
  await expect(serial('orders.db.example')).rejects.toThrow(/unrecognized name/)
  await isStillConnected()
})

it('by itself before its end, under load: no query and no new connection fails', async () => {
  const { peer } = running.world
  // Backdated by a minute, so that two thirds of it are over after a few seconds.
  peer.signFor(39 / secondsOfADay)
  await settle(calling('orders.short.example'))
  peer.signFor(90)
  const first = await serial('orders.short.example')
  const end = load('orders.short.example')
  await expect.poll(() => serial('orders.short.example'), { timeout: 30_000, interval: 250 }).not.toBe(first)
  const { queries, connections } = await end()
  expect(Math.min(queries, connections)).toBeGreaterThan(20)
  await isStillConnected()
  expect(running.world.peer.observed()?.instances[0]?.restarts).toBe(0)
})
