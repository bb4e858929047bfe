import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findEngine } from '@holdfast/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeLog } from '../../src/log.ts'
import { makePoolerOrders } from '../../src/poolers/pooler-orders.ts'
import { connectRaw } from '../harness/client.ts'
import { type PooledDatabase, startPooledDatabase } from '../harness/pooled-database.ts'

const run = promisify(execFile)

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

  it('can cancel what it asked', async () => {
    const client = pooled.client()
    await client.connect()
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
    const sleeping = client.query('select pg_sleep(60)')
    const failed = expect(sleeping).rejects.toThrow(/canceling statement due to user request/)
    await sleep(300)
    const request = Buffer.alloc(16)
    for (const [at, value] of [16, 80877102].entries()) request.writeInt32BE(value, at * 4)
    request.writeInt32BE(processID, 8)
    request.writeInt32BE(secretKey, 12)
    const raw = await connectRaw({ port })
    raw.socket.end(request)
    await failed
    expect((await client.query('select 2 as two')).rows).toEqual([{ two: 2 }])
    await client.end()
  })

  it('may send a query of 100 MB: the pooler passes it on and keeps none of it', async () => {
    const client = pooled.client()
    await client.connect()
    const text = 'x'.repeat(100 * 1024 * 1024)
    expect((await client.query('select length($1) as length', [text])).rows).toEqual([{ length: text.length }])
    await client.end()
    expect(await pooled.poolerState()).toBe('running')
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
    const never = Promise.withResolvers<void>()
    const begun = performance.now()
    const work = orders.whilePaused({ databaseId: database.instance.databaseId, pooler }, () => never.promise)
    await sleep(200)
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(performance.now() - begun).toBeGreaterThan(600)
    never.reject(new Error('the work failed'))
    await expect(work).rejects.toThrow('the work failed')
    expect((await client.query('select 2 as two')).rows).toEqual([{ two: 2 }])
    await client.end()
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
