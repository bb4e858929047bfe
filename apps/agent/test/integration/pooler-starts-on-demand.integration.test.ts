import { readdir, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withInstance } from '../harness/desired-page.ts'
import { type PooledDatabase, startPooledDatabase } from '../harness/pooled-database.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { runDocker } from '../harness/run-docker.ts'

const environment = { HOLDFAST_POOLER_IDLE_MINUTES: '0.05' }

describe('the pooled port of a database', () => {
  let pooled: PooledDatabase

  beforeAll(async () => {
    pooled = await startPooledDatabase(environment)
  })
  afterAll(() => pooled?.world.remove())

  it('stands ready without a running pooler', async () => {
    await expect.poll(pooled.poolerState).toBe('running')
    expect(await pooled.poolers()).toEqual([])
  })

  it('holds the first client while the pooler starts, and serves it', async () => {
    expect(await pooled.ask('select current_user as name')).toEqual([{ name: 'shop' }])
    expect(await pooled.poolers()).toHaveLength(1)
  })

  it('lets the pooler rest when nobody has used it for a while, and the next client wakes it, without the agent too', async () => {
    const { world } = pooled
    await expect.poll(pooled.poolers, { interval: 200 }).toEqual([])
    await world.stopAgent('SIGKILL')
    expect(await pooled.ask('select 1 as one')).toEqual([{ one: 1 }])
    expect(await pooled.poolers()).toHaveLength(1)
    world.startAgent(environment)
  })

  it('does not let it rest while somebody is connected, so that orders reach every session', async () => {
    const late = pooled.client()
    await late.connect()
    const before = await pooled.poolers()
    await runDocker('kill', '--signal', 'HUP', pooled.poolerName)
    expect(await pooled.ask('select 1 as one')).toEqual([{ one: 1 }])
    expect((await late.query('select 2 as two')).rows).toEqual([{ two: 2 }])
    expect(await pooled.poolers()).toEqual(before)
    await late.end()
    const atRest = async () => {
      await runDocker('kill', '--signal', 'HUP', pooled.poolerName)
      return pooled.poolers()
    }
    await expect.poll(atRest).toEqual([])
  })

  it('lets no client fail however often it is laid to rest while they come', async () => {
    const keeper = Number(await runDocker('inspect', '-f', '{{.State.Pid}}', pooled.poolerName))
    const comeAgain = async () => {
      for (let n = 0; n < 10; n++) {
        expect(await pooled.ask('select 1 as one')).toEqual([{ one: 1 }])
        process.kill(keeper, 'SIGHUP')
      }
    }
    await Promise.all([comeAgain(), comeAgain(), comeAgain()])
  })

  it('comes back when its process is killed, and when its container is', async () => {
    // Who comes in the very moment of the kill is cut, as is everybody who was there.
    const answer = () => pooled.ask('select 1 as one').catch(String)
    await pooled.ask('select 1')
    for (const pid of await pooled.poolers()) process.kill(pid, 'SIGKILL')
    await expect.poll(answer).toEqual([{ one: 1 }])
    await runDocker('kill', '--signal', 'KILL', pooled.poolerName)
    await expect.poll(answer).toEqual([{ one: 1 }])
  })

  it('reaches a role and a database that the tenant made through it', async () => {
    await pooled.ask(`create role rider login password 'horse'`)
    await pooled.ask('create database stable')
    const rider = pooled.client({ user: 'rider', password: 'horse', database: 'stable' })
    await rider.connect()
    expect((await rider.query('select current_user as name, current_database() as place')).rows).toEqual([
      { name: 'rider', place: 'stable' },
    ])
    await rider.end()
  })

  it.each([
    ['the pooler’s own login', { user: 'hf_pooler', password: 'x' }],
    ['its administrator', { user: 'hf_admin', password: '' }],
    ['the superuser', { user: 'postgres', password: 'x' }],
    ['the platform’s database', { database: 'holdfast' }],
    ['its administration', { database: 'pgbouncer' }],
    ['a wrong password', { password: 'x' }],
    ['a role that is SQL', { user: `x' or true --`, password: 'x' }],
  ])('refuses %s', async (_what, who) => {
    const stranger = pooled.client(who)
    await expect(stranger.connect()).rejects.toThrow(/pg_hba|reject|authentication|not allowed|no such/i)
    await stranger.end()
  })

  it('refuses a client without TLS', async () => {
    const { port } = pooled.database
    const plain = new pg.Client({ host: 'localhost', port: port + 1, user: 'shop_a', database: 'shop', ssl: false })
    await expect(plain.connect()).rejects.toThrow(/SSL required/i)
  })

  it('keeps prepared statements through changing server connections', async () => {
    const clients = [pooled.client(), pooled.client(), pooled.client()]
    for (const client of clients) await client.connect()
    for (let n = 0; n < 20; n++) {
      const rows = await Promise.all(
        clients.map((client) => client.query({ name: 'sum', text: 'select $1::int + 1 as sum', values: [n] })),
      )
      expect(rows.map((it) => it.rows[0]?.sum)).toEqual([n + 1, n + 1, n + 1])
    }
    for (const client of clients) await client.end()
  })

  it('lets no client fail while the instance restarts', async () => {
    const { world, database } = pooled
    const client = pooled.client()
    await client.connect()
    let isOver = false
    let longestMs = 0
    const asking = (async () => {
      let served = 0
      for (; !isOver; served++) {
        const begun = performance.now()
        await client.query('select 1')
        longestMs = Math.max(longestMs, performance.now() - begun)
      }
      return served
    })()
    await sleep(200)
    world.peer.want(withInstance(database.page, { restarts: 1 }))
    await world.until('the instance restarts', (page) =>
      page.instances.some((it) => it.restarts === 1 && it.health === 'running'),
    )
    await sleep(500)
    isOver = true
    expect(await asking).toBeGreaterThan(10)
    // Neither its own timer nor the pooler's patience had to end the pause.
    expect(longestMs).toBeLessThan(10_000)
    await client.end()
  })

  it('goes on after a pause that its agent did not live to end', async () => {
    const { world } = pooled
    const client = pooled.client()
    await client.connect()
    await world.stopAgent('SIGKILL')
    for (const pid of await pooled.poolers()) process.kill(pid, 'SIGUSR1')
    const waiting = client.query('select 1 as one')
    world.startAgent(environment)
    expect((await waiting).rows).toEqual([{ one: 1 }])
    await client.end()
  })

  it('keeps its files for its own user alone, and the password out of everything Docker shows', async () => {
    const { world, database } = pooled
    const folder = world.path('poolers', database.instance.databaseId)
    for (const name of await readdir(folder)) {
      const { mode, uid } = await stat(`${folder}/${name}`)
      expect([name, (mode & 0o777).toString(8), uid]).toEqual([name, '600', 6432])
    }
    const shown = await runDocker('inspect', pooled.poolerName)
    expect(shown).not.toMatch(/password/i)
    const rows = await queryDatabase(
      world.peer,
      database,
      `select rolcanlogin from pg_roles where rolname = 'hf_pooler'`,
    )
    expect(rows).toEqual([{ rolcanlogin: true }])
  })

  it('goes with its database', async () => {
    const { world, database } = pooled
    world.peer.want(withInstance({ ...database.page, endpoints: [], instances: [] }, {}))
    await expect.poll(pooled.poolerState, { timeout: 20_000 }).toBe('')
    await expect.poll(() => readdir(world.path('poolers')), { timeout: 10_000 }).toEqual([])
  })
})
