import { connect, createServer, type Server, type Socket } from 'node:net'
import { DatabaseId, newId } from '@holdfast/shared/ids'
import type { GatewayRoute } from '@holdfast/shared/state/gateway-page'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLog } from '../log.ts'
import { Gateway } from './gateway.ts'
import { defaultLimits } from './limits.ts'

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const startup = Buffer.concat([Buffer.from([0, 0, 0, 12, 0, 3, 0, 0]), Buffer.alloc(4)])
const limits = {
  ...defaultLimits,
  holdMs: 300,
  heldPerEndpoint: 2,
  heldInAll: 3,
  arrivingStrangers: 2,
  firstPacketMs: 300,
  drainMs: 50,
}

/** These look at what happens to plain TCP connections; what PostgreSQL says is in the integration tests. */
describe('the gateway', () => {
  let gateway: Gateway
  let target: Server
  let arrivals: Socket[]
  let clients: Socket[]
  let port: number
  let log: string

  beforeEach(async () => {
    log = ''
    arrivals = []
    clients = []
    gateway = new Gateway({
      limits,
      log: makeLog('info', (line) => {
        log += line
      }),
    })
    target = createServer({ allowHalfOpen: true }, (socket) => {
      arrivals.push(socket)
      socket.on('error', () => undefined)
    })
    await listen(target)
    port = await freePort()
  })
  afterEach(async () => {
    for (const socket of [...clients, ...arrivals]) socket.destroy()
    await gateway.drain()
    target.close()
  })

  const route = (changes: Partial<GatewayRoute> = {}): GatewayRoute => ({
    databaseId: DatabaseId.parse(newId('db')),
    port,
    target: { host: '127.0.0.1', port: portOf(target) },
    hold: false,
    because: 'the instance is restarting',
    allowedNetworks: ['127.0.0.1/32', '::1/128'],
    connectionLimit: 10,
    ...changes,
  })
  const offer = (...routes: GatewayRoute[]) => gateway.apply({ bindAddresses: ['127.0.0.1'], routes })
  const client = async (first: Buffer = startup, from = '127.0.0.1') => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: from, allowHalfOpen: true })
    socket.on('error', () => undefined)
    clients.push(socket)
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
    })
    const closed = new Promise<void>((resolve) => {
      socket.on('close', () => resolve())
      socket.on('end', () => socket.end())
    })
    await Promise.race([closed, new Promise((resolve) => socket.once('connect', resolve))])
    socket.write(first)
    return { socket, closed, received: () => received }
  }
  const observed = () => gateway.observe().endpoints[0]

  it('passes the first packet on as it came', async () => {
    await offer(route())
    await client(startup)
    await expect.poll(() => arrivals[0]?.read() as Buffer | undefined).toEqual(startup)
  })

  it('lets the target answer after the client has ended its half', async () => {
    await offer(route())
    const { socket, received, closed } = await client()
    await expect.poll(() => arrivals.length).toBe(1)
    socket.end()
    await new Promise((resolve) => arrivals[0]?.on('end', resolve).resume())
    arrivals[0]?.end('late words')
    await closed
    expect(received()).toBe('late words')
    await expect.poll(() => observed()?.openConnections).toBe(0)
  })

  it('passes a reset of the target on', async () => {
    await offer(route())
    const { closed } = await client()
    await expect.poll(() => arrivals.length).toBe(1)
    arrivals[0]?.resetAndDestroy()
    await closed
    await expect.poll(() => observed()?.openConnections).toBe(0)
  })

  it('tells a client at once when too many wait already', async () => {
    await offer(route({ target: null, hold: true }))
    await client(sslRequest)
    await client(sslRequest)
    await expect.poll(() => observed()?.state).toBe('holding')
    const third = await client(sslRequest)
    const began = performance.now()
    await third.closed
    expect(performance.now() - began).toBeLessThan(200)
    expect(third.received()).toContain('C57P03\0Mthe instance is restarting, and too many clients are waiting')
  })

  it('tells those who waited to the end why, and counts them', async () => {
    await offer(route({ target: null, hold: true }))
    const waiting = await client()
    await waiting.closed
    expect(waiting.received()).toContain('C57P03\0Mthe instance is restarting')
    expect(observed()).toMatchObject({ heldTotal: 1, refusedTotal: 1 })
    expect(log).toContain('"sqlstate":"57P03"')
  })

  it('counts clients that wait for the ceiling too', async () => {
    await offer(route({ target: null, hold: true, connectionLimit: 1 }))
    await client()
    const second = await client()
    await second.closed
    expect(second.received()).toContain('C53300')
  })

  it('does not let silent strangers crowd out an allowed address', async () => {
    await offer(route())
    for (let n = 0; n < 5; n++) await client(Buffer.alloc(0), '127.0.0.9')
    await client()
    await expect.poll(() => arrivals.length).toBe(1)
    await expect.poll(() => observed()?.refusedTotal).toBe(5)
  })

  it('lets nobody in by a network that it cannot read, and says so', async () => {
    await offer(route({ allowedNetworks: ['everybody'] }))
    const { received, closed } = await client()
    await closed
    expect(received()).toContain('C28000')
    expect(log).toContain('"unreadable":["everybody"]')
  })

  it('gives a port that two databases want to the first of them', async () => {
    const [first, second] = [route(), route()]
    await offer(first, second)
    expect(gateway.observe().endpoints).toMatchObject([
      { databaseId: first.databaseId, state: 'open' },
      { databaseId: second.databaseId, state: 'closed', because: `port ${port} belongs to another database` },
    ])
  })

  it('cuts everybody when a port goes to another database', async () => {
    await offer(route())
    const { closed } = await client()
    await expect.poll(() => arrivals.length).toBe(1)
    await offer(route())
    await closed
    expect(observed()).toMatchObject({ openConnections: 0, acceptedTotal: 0 })
  })

  it('listens on IPv4 and IPv6 side by side', async () => {
    await gateway.apply({ bindAddresses: ['127.0.0.1', '::1'], routes: [route()] })
    const socket = connect({ host: '::1', port })
    clients.push(socket)
    socket.write(startup)
    await expect.poll(() => arrivals.length).toBe(1)
    expect(observed()).toMatchObject({ state: 'open', acceptedTotal: 1 })
  })

  it('says when this host does not have an address that it should listen on', async () => {
    await gateway.apply({ bindAddresses: ['127.0.0.1', '203.0.113.7'], routes: [route()] })
    expect(observed()).toMatchObject({ state: 'closed', because: 'this host does not have the address 203.0.113.7' })
  })

  it('tells those who wait when it stops', async () => {
    await offer(route({ target: null, hold: true }))
    const waiting = await client()
    await expect.poll(() => observed()?.state).toBe('holding')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await gateway.drain()
    await waiting.closed
    expect(waiting.received()).toContain('the gateway of this host is stopping')
  })
})

const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

async function freePort(): Promise<number> {
  const server = createServer()
  await listen(server)
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
