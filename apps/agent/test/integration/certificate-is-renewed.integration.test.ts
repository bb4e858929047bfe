import { connect, TLSSocket } from 'node:tls'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { drift } from '@holdfast/shared/state/drift'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed } from '../harness/desired-page.ts'
import { freePort } from '../harness/gateway-process.ts'
import { type PooledDatabase, startPooledDatabase } from '../harness/pooled-database.ts'

const secondsOfADay = 86_400

let running: PooledDatabase
let page: DesiredHost
let sharedPort: number
let pooledPort: number
/** Opened before anything is renewed, and never again. */
let client: Client

beforeAll(async () => {
  running = await startPooledDatabase()
  page = running.database.page
  sharedPort = await freePort()
  pooledPort = await freePort()
  client = await clientOf('localhost', running.database.port)
  await client.query("set application_name = 'connected all the time'")
})
afterAll(async () => {
  await client?.end()
  await running?.world.remove()
})

/** The page of an installation whose domain calls the database this name. */
function calling(name: string): DesiredHost {
  const shared = { name, directPort: sharedPort, pooledPort }
  const ownNames = running.database.instance.serverNames
  return changed(page, {
    instances: page.instances.map((it) => ({ ...it, serverNames: [...ownNames, name] })),
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

/** A client that finds the name without DNS and checks it as `verify-full` does. */
async function clientOf(name: string, port: number): Promise<Client> {
  const { world, database } = running
  const made = new Client({
    host: '127.0.0.1',
    port,
    user: database.instance.logins[0]?.name ?? '',
    password: database.password,
    database: database.instance.databaseName,
    ssl: { ca: world.peer.ca.pem, servername: name },
    connectionTimeoutMillis: 10_000,
  })
  made.on('error', () => undefined)
  await made.connect()
  return made
}

/** Logs in, asks and leaves; the certificate that it was served. */
async function visit(name: string, port: number): Promise<string> {
  const visitor = await clientOf(name, port)
  try {
    await visitor.query('select 1')
    const { stream } = visitor.connection
    return stream instanceof TLSSocket ? stream.getPeerCertificate().serialNumber : ''
  } finally {
    await visitor.end()
  }
}

type Load = { visits: number; statements: number; inTransaction: number }

/**
 * At one door, without a pause and until told to end: one visitor after the other, a client that runs a prepared statement, and one
 * whose single transaction lasts the whole time. Rejects with the first of their errors.
 */
function load(name: string, port: number): () => Promise<Load> {
  let isOver = false
  const count: Load = { visits: 0, statements: 0, inTransaction: 0 }
  const visitAgain = async () => {
    for (; !isOver; count.visits++) await visit(name, port)
  }
  const prepare = async () => {
    const one = await clientOf(name, port)
    for (; !isOver; count.statements++) {
      const { rows } = await one.query({ name: 'next', text: 'select $1::int + 1 as next', values: [count.statements] })
      expect(rows).toEqual([{ next: count.statements + 1 }])
    }
    await one.end()
  }
  const transact = async () => {
    const one = await clientOf(name, port)
    await one.query('begin')
    const { rows: before } = await one.query('select pg_current_xact_id()::text as id')
    for (; !isOver; count.inTransaction++) await one.query('select count(*) from pg_class')
    expect((await one.query('select pg_current_xact_id()::text as id')).rows).toEqual(before)
    await one.query('commit')
    await one.end()
  }
  const all = Promise.all([visitAgain(), prepare(), transact()])
  // Told by the end of the load; until then nobody listens.
  all.catch(() => undefined)
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

it('by itself before its end, under load at both doors: nobody fails, and both serve the new one', async () => {
  const { peer } = running.world
  const name = 'orders.short.example'
  const doors = [sharedPort, pooledPort]
  // Backdated by a minute, so that two thirds of it are over after a few seconds.
  peer.signFor(39 / secondsOfADay)
  await settle(calling(name))
  const served = async (port: number) => {
    const tried = visit(name, port)
    return tried.catch(() => undefined)
  }
  await expect.poll(() => served(pooledPort), { timeout: 20_000 }).toBeDefined()
  peer.signFor(90)
  const first = await Promise.all(doors.map((port) => visit(name, port)))
  const ends = doors.map((port) => load(name, port))
  const areNew = async () => {
    const now = await Promise.all(doors.map((port) => visit(name, port)))
    return now.map((serial, at) => serial !== first[at])
  }
  await expect.poll(areNew, { timeout: 40_000, interval: 250 }).toEqual([true, true])
  for (const end of ends) expect(Math.min(...Object.values(await end()))).toBeGreaterThan(10)
  await isStillConnected()
  expect(running.world.peer.observed()?.instances[0]?.restarts).toBe(0)
})
