import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, connectRaw, runPsql } from '../harness/client.ts'
import { aRoute, freePort, type GatewayProcess, startGateway } from '../harness/gateway-process.ts'
import { type PostgresContainer, startPostgres } from '../harness/postgres-container.ts'

describe('while an instance is away', () => {
  let postgres: PostgresContainer
  let gateway: GatewayProcess
  let port: number

  beforeAll(async () => {
    postgres = await startPostgres()
    gateway = await startGateway()
    port = await freePort()
    await gateway.put(aRoute({ port, target: postgres.target }))
    expect(await runPsql(postgres, { port })).toEqual({ code: 0, text: '1' })
  })
  afterAll(async () => {
    await gateway?.remove()
    await postgres?.remove()
  })

  const ask = async () => {
    const client = clientOf(postgres, port)
    await client.connect()
    const { rows } = await client.query('select 1 as one')
    await client.end()
    return rows
  }

  it('new clients wait and are served by the restarted one', async () => {
    // On a busy machine the first look at the target may itself have been long enough to count.
    const before = (await gateway.observe())[0]?.heldTotal ?? 0
    await postgres.stop()
    const waiting = Promise.all(Array.from({ length: 5 }, ask))
    await expect.poll(async () => (await gateway.observe())[0]).toMatchObject({ state: 'holding' })
    await postgres.start()
    expect(await waiting).toEqual(Array.from({ length: 5 }, () => [{ one: 1 }]))
    expect(await gateway.observe()).toMatchObject([{ state: 'open', heldTotal: before + 5, refusedTotal: 0 }])
  })

  it('no client meets "the database system is starting up" after a crash under load', async () => {
    let isOver = false
    let served = 0
    const failures: string[] = []
    const knock = async () => {
      while (!isOver)
        await ask().then(
          () => served++,
          (error: Error) => failures.push(error.message),
        )
    }
    const knocking = [knock(), knock(), knock()]
    await sleep(300)
    await postgres.kill()
    await postgres.start()
    await expect.poll(() => postgres.isReady()).toBe(true)
    const before = served
    await expect.poll(() => served).toBeGreaterThan(before + 5)
    isOver = true
    await Promise.all(knocking)
    // Those whose session stood at the kill, or was in its TLS greeting, were cut; whoever came later waited.
    const cut = /terminated unexpectedly|unexpected postmaster exit|ECONNRESET|closed|disconnected before secure TLS/
    expect(failures.filter((text) => !cut.test(text))).toEqual([])
    expect(failures.length).toBeLessThanOrEqual(3)
  })

  it('a page that brings the target releases them at once', async () => {
    const route = aRoute({ port, target: null, because: 'the instance is restarting' })
    await gateway.put(route)
    const waiting = ask()
    await sleep(200)
    expect(await gateway.observe()).toMatchObject([{ state: 'holding', because: 'the instance is restarting' }])
    const began = performance.now()
    await gateway.put({ ...route, target: postgres.target })
    expect(await waiting).toEqual([{ one: 1 }])
    expect(performance.now() - began).toBeLessThan(500)
  })

  it('a client waits ten seconds and is then told why', async () => {
    await gateway.put(aRoute({ port, target: null, because: 'the instance is restarting' }))
    const began = performance.now()
    const { text } = await runPsql(postgres, { port, sslmode: 'disable' })
    expect(text).toContain('FATAL:  the instance is restarting')
    expect(performance.now() - began).toBeGreaterThan(9_900)
    expect(performance.now() - began).toBeLessThan(12_000)
  })

  it('a client that gives up leaves its place', async () => {
    const route = aRoute({ port, target: null, connectionLimit: 1 })
    await gateway.put(route)
    const knock = async () => {
      const { socket, received } = await connectRaw({ port })
      socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))
      await sleep(200)
      return { socket, received }
    }
    const first = await knock()
    first.socket.destroy()
    let next = await knock()
    for (let n = 0; next.received().length > 0 && n < 20; n++) next = await knock()
    await gateway.put({ ...route, target: postgres.target })
    await expect.poll(() => next.received().toString()).toBe('S')
    next.socket.destroy()
  })
})
