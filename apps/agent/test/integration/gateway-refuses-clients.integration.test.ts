import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, connectRaw, runPsql } from '../harness/client.ts'
import { aRoute, freePort, type GatewayProcess, startGateway } from '../harness/gateway-process.ts'
import { type PostgresContainer, startPostgres } from '../harness/postgres-container.ts'

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

describe('the gateway refuses in words', () => {
  let postgres: PostgresContainer
  let gateway: GatewayProcess
  let port: number

  beforeAll(async () => {
    postgres = await startPostgres()
    gateway = await startGateway()
    port = await freePort()
  })
  afterAll(async () => {
    await gateway?.remove()
    await postgres?.remove()
  })

  it('an address outside the allow-list, also to psql, in the log and in what it observes', async () => {
    await gateway.put(aRoute({ port, target: postgres.target, allowedNetworks: ['10.0.0.0/8', 'fd00::/8'] }))
    const because = 'the address 127.0.0.1 is not on the allow-list of this database'
    const plain = await runPsql(postgres, { port, sslmode: 'disable' })
    expect(plain.text).toContain(`FATAL:  ${because}`)
    expect((await runPsql(postgres, { port })).code).toBe(1)
    await expect(clientOf(postgres, port).connect()).rejects.toThrow()
    const [endpoint] = await gateway.observe()
    expect(endpoint).toMatchObject({
      refusedTotal: 3,
      acceptedTotal: 0,
      lastRefusal: { because, clientAddress: '127.0.0.1' },
    })
    expect(gateway.log()).toContain('"sqlstate":"28000"')
  })

  it('says SQLSTATE before TLS', async () => {
    const raw = await connectRaw({ port })
    raw.socket.write(sslRequest)
    await raw.closed
    expect(raw.received().toString()).toMatch(/^E.*SFATAL\0VFATAL\0C28000\0Mthe address/s)
  })

  it('ends a client that began with TLS by an alert', async () => {
    const raw = await connectRaw({ port })
    raw.socket.write(Buffer.from([0x16, 3, 1, 0, 1, 1]))
    await raw.closed
    expect(raw.received()).toEqual(Buffer.from([0x15, 3, 3, 0, 2, 2, 0x31]))
  })

  it('more clients than the ceiling, and lets in again when one has left', async () => {
    await gateway.put(aRoute({ port, target: postgres.target, connectionLimit: 2 }))
    const clients = [clientOf(postgres, port), clientOf(postgres, port)]
    for (const client of clients) await client.connect()
    const plain = await runPsql(postgres, { port, sslmode: 'disable' })
    expect(plain.text).toContain('FATAL:  this endpoint takes 2 connections and all are in use')
    await clients[0]?.end()
    await expect.poll(async () => (await gateway.observe())[0]?.openConnections).toBe(1)
    expect(await runPsql(postgres, { port })).toEqual({ code: 0, text: '1' })
    await clients[1]?.end()
  })

  it('everybody at once when there is no target and nothing to wait for', async () => {
    await gateway.put(aRoute({ port, target: null, hold: false, because: 'the database is stopped' }))
    const plain = await runPsql(postgres, { port, sslmode: 'disable' })
    expect(plain.text).toContain('FATAL:  the database is stopped')
    expect(await gateway.observe()).toMatchObject([{ state: 'closed', because: 'the database is stopped' }])
  })

  it('bytes that are no PostgreSQL', async () => {
    await gateway.put(aRoute({ port, target: postgres.target }))
    const raw = await connectRaw({ port })
    raw.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    expect((await raw.closed).afterMs).toBeLessThan(1_000)
    expect(raw.received().toString()).toContain('C08P01')
  })

  it('a client that dribbles its first packet, after five seconds', async () => {
    const raw = await connectRaw({ port })
    const bytes = Buffer.concat([Buffer.from([0, 0, 39, 16, 0, 3, 0, 0]), Buffer.alloc(100, 97)])
    let sent = 0
    const timer = setInterval(() => raw.socket.write(bytes.subarray(sent, ++sent)), 200)
    const { afterMs } = await raw.closed
    clearInterval(timer)
    expect(afterMs).toBeGreaterThan(4_900)
    expect(afterMs).toBeLessThan(6_000)
    expect(raw.received().toString()).toContain('the first packet did not arrive in time')
  })

  it('and says when another program has the port, until it is free', async () => {
    const taken = await freePort()
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(taken, '127.0.0.1', resolve))
    await gateway.put(aRoute({ port: taken, target: postgres.target }))
    const because = `port ${taken} of 127.0.0.1 is taken by another program`
    expect(await gateway.observe()).toMatchObject([{ state: 'closed', because }])
    await new Promise((resolve) => other.close(resolve))
    await expect.poll(async () => (await gateway.observe())[0]?.state, { timeout: 5_000 }).toBe('open')
    expect(await runPsql(postgres, { port: taken })).toEqual({ code: 0, text: '1' })
  })

  it('a page that is none, and keeps the one it has', async () => {
    expect(await gateway.send('PUT', '/page', '{"routes":[]}')).toMatchObject({ status: 400 })
    expect(await gateway.send('PUT', '/page', '{')).toMatchObject({ status: 400 })
    expect(await gateway.send('PUT', '/page', ' '.repeat(9 * 1024 * 1024))).toMatchObject({ status: 413 })
    expect(await gateway.send('POST', '/page', '{}')).toMatchObject({ status: 404 })
    expect(await gateway.observe()).toHaveLength(1)
  })
})
