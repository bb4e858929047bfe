import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { findEngine } from '@holdfast/engine'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeLog } from '../../src/log.ts'
import { makePoolerOrders } from '../../src/poolers/pooler-orders.ts'
import { connectRaw } from '../harness/client.ts'
import { type PooledDatabase, startPooledDatabase } from '../harness/pooled-database.ts'
import { runDocker } from '../harness/run-docker.ts'

const run = promisify(execFile)
const MiB = 1024 * 1024

/** The memory that a process has now, or the most that it ever had, in bytes. */
async function memoryOf(pid: number, which: 'now' | 'most'): Promise<number> {
  const lines = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (which === 'now' ? /^VmRSS:\s+(\d+) kB/m : /^VmHWM:\s+(\d+) kB/m).exec(lines)?.[1]
  if (kilobytes === undefined) throw new Error(`the process ${pid} has no memory`)
  return Number(kilobytes) * 1024
}

/** The beginning of a message of so many bytes. */
function announce(kind: 'Q' | 'P', bytes: number, beginning: string): Buffer {
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeUInt32BE(bytes, 1)
  return Buffer.concat([head, Buffer.from(beginning)])
}

/** Resolves with what the client was told when its connection has ended. */
const endOf = (client: Client): Promise<string> =>
  new Promise((resolve) => {
    let said = ''
    client.on('error', (error) => {
      said ||= error.message
    })
    client.on('end', () => resolve(said))
  })

describe('a pooled client', () => {
  let pooled: PooledDatabase
  let port: number

  beforeAll(async () => {
    pooled = await startPooledDatabase()
    port = pooled.database.port + 1
    await pooled.ask('select 1')
  })
  afterAll(() => pooled?.world.remove())

  /** The machine's own psql with an empty environment, as somebody would paste the string. */
  const psql = async (...args: string[]) => {
    const { world, database } = pooled
    const ca = world.path('root.crt')
    await writeFile(ca, world.peer.ca.pem)
    const login = `${database.instance.logins[0]?.name}:${database.password}`
    const url = `postgresql://${login}@localhost:${port}/${database.instance.databaseName}?sslmode=verify-full&sslrootcert=${ca}`
    return run('psql', ['-XAtq', ...args, url], { env: { PATH: '/usr/bin:/bin' }, maxBuffer: 1e8 })
  }

  it('copies in and out with psql over verify-full', async () => {
    await psql('-c', 'create table number (n int)')
    await psql('-c', `\\copy number from program 'seq 1 100000'`)
    expect((await psql('-c', 'copy (select sum(n) from number) to stdout')).stdout.trim()).toBe('5000050000')
  })

  it('that sends garbage is closed, and disturbs nobody', async () => {
    const other = pooled.client()
    await other.connect()
    for (const bytes of [
      Buffer.alloc(64 * 1024, 0xff),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from([0, 0, 0, 8, 4, 210, 22, 47, 1, 2, 3]),
    ]) {
      const raw = await connectRaw({ port })
      raw.socket.on('error', () => undefined)
      raw.socket.write(bytes)
      setTimeout(() => raw.socket.destroy(), 2_000)
      await raw.closed
    }
    expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await other.end()
  })

  it.each([
    ['garbage', Buffer.alloc(MiB, 0xff)],
    ['a message of an unknown kind', announce('Q', 5, '\0').fill('?', 0, 1)],
    ['a query of 1 GB', announce('Q', 1024 * MiB, "select length('x")],
    ['a statement to prepare of 1 GB', announce('P', 1024 * MiB, "big\0select length('x")],
  ])(
    'that sends %s inside its session is ended, and disturbs nobody, not even in a transaction',
    async (_what, bytes) => {
      const other = pooled.client()
      await other.connect()
      await other.query('begin')
      const before = await pooled.poolers()
      const client = pooled.client()
      await client.connect()
      const ended = endOf(client)
      client.connection.stream.write(bytes)
      expect(await ended).toMatch(/bad packet header|unknown pkt|terminated unexpectedly|ECONNRESET/)
      expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }])
      await other.query('commit')
      await other.end()
      expect(await pooled.poolers()).toEqual(before)
    },
  )

  it('can cancel what it asked, and nobody else can', async () => {
    const client = pooled.client()
    await client.connect()
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
    const sleeping = client.query('select pg_sleep(60)')
    const failed = expect(sleeping).rejects.toThrow(/canceling statement due to user request/)
    const isAsleep = async () => (await pooled.ask(sleepers)).length
    const sleepers = `select from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'`
    await expect.poll(isAsleep).toBe(1)
    const cancel = async (key: number) => {
      const request = Buffer.alloc(16)
      for (const [at, value] of [16, 80877102, processID, key].entries()) request.writeInt32BE(value, at * 4)
      const raw = await connectRaw({ port })
      raw.socket.end(request)
      await raw.closed
    }
    await cancel(secretKey ^ 1)
    expect(await isAsleep()).toBe(1)
    await cancel(secretKey)
    await failed
    expect((await client.query('select 2 as two')).rows).toEqual([{ two: 2 }])
    await client.end()
  })

  it('may send 30 MiB as a parameter or as a statement to prepare: the pooler bears it beside others', async () => {
    const other = pooled.client()
    await other.connect()
    await other.query('begin')
    const client = pooled.client()
    await client.connect()
    const text = 'x'.repeat(30 * MiB)
    const length = [{ length: text.length }]
    const [pooler = 0] = await pooled.poolers()
    expect((await client.query('select length($1)', [text])).rows).toEqual(length)
    // What only passes through is never kept.
    expect(await memoryOf(pooler, 'most')).toBeLessThan(25 * MiB)
    expect((await client.query({ name: 'long', text: `select length('${text}')` })).rows).toEqual(length)
    await client.end()
    expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await other.query('commit')
    await other.end()
    expect(await pooled.poolers()).toEqual([pooler])
  })

  it('keeps what it sends itself while the pooler takes nothing: the gateway holds a little of it', async () => {
    const { world, poolerName } = pooled
    const client = pooled.client()
    await client.connect()
    const before = await memoryOf(world.gatewayPid(), 'now')
    const bytes = 30 * MiB
    await runDocker('pause', poolerName)
    const answer = client.query('select length($1)', ['x'.repeat(bytes)])
    let left = bytes
    const isStuck = () => {
      const { writableLength } = client.connection.stream
      const isSame = writableLength > 0 && writableLength === left
      left = writableLength
      return isSame
    }
    await expect.poll(isStuck, { interval: 500 }).toBe(true)
    const kept = (await memoryOf(world.gatewayPid(), 'now')) - before
    await runDocker('unpause', poolerName)
    expect(kept).toBeLessThan(16 * MiB)
    expect((await answer).rows).toEqual([{ length: bytes }])
    await client.end()
  })

  it('waits through a pause, and goes on by the dead-man timer when the work never ends', async () => {
    const { world, database } = pooled
    const pooler = findEngine(database.instance.engine)?.pooler
    if (!pooler) throw new Error('there is no pooler')
    const orders = makePoolerOrders({
      folder: (databaseId) => world.path('run/poolers', databaseId),
      log: makeLog('error', () => undefined),
      deadManMs: 700,
    })
    const client = pooled.client()
    await client.connect()
    await client.query('select 1')
    const [begins, never] = [Promise.withResolvers<number>(), Promise.withResolvers<void>()]
    const work = orders.whilePaused({ databaseId: database.instance.databaseId, pooler }, () => {
      begins.resolve(performance.now())
      return never.promise
    })
    const begun = await begins.promise
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(performance.now() - begun).toBeGreaterThan(600)
    never.reject(new Error('the work failed'))
    await expect(work).rejects.toThrow('the work failed')
    expect((await client.query('select 2 as two')).rows).toEqual([{ two: 2 }])
    await client.end()
  })

  it('goes on after a work that found the pooler paused by somebody who is gone', async () => {
    const { world, database } = pooled
    const pooler = findEngine(database.instance.engine)?.pooler
    if (!pooler) throw new Error('there is no pooler')
    const log = makeLog('error', () => undefined)
    const orders = makePoolerOrders({ folder: (databaseId) => world.path('run/poolers', databaseId), log })
    await pooled.ask('select 1')
    for (const pid of await pooled.poolers()) process.kill(pid, 'SIGUSR1')
    await orders.whilePaused({ databaseId: database.instance.databaseId, pooler }, async () => undefined)
    expect(await pooled.ask('select 1 as one')).toEqual([{ one: 1 }])
  })

  it('waits no longer than a failed work', async () => {
    const { world, database } = pooled
    const pooler = findEngine(database.instance.engine)?.pooler
    if (!pooler) throw new Error('there is no pooler')
    const log = makeLog('error', () => undefined)
    const orders = makePoolerOrders({ folder: (databaseId) => world.path('run/poolers', databaseId), log })
    const failing = async () => {
      throw new Error('the work failed')
    }
    const work = orders.whilePaused({ databaseId: database.instance.databaseId, pooler }, failing)
    await expect(work).rejects.toThrow('the work failed')
    expect(await pooled.ask('select 1 as one')).toEqual([{ one: 1 }])
  })
})
