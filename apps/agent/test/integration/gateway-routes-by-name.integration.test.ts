import { execFile, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { defaultEngine } from '@holdfast/engine'
import type { GatewayRoute } from '@holdfast/shared/state/gateway-page'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectRaw } from '../harness/client.ts'
import { aRoute, freePort, type GatewayProcess, startGateway } from '../harness/gateway-process.ts'
import { type PostgresContainer, startPostgres } from '../harness/postgres-container.ts'
import { runDocker } from '../harness/run-docker.ts'

const names = { orders: 'orders.db.example', shop: 'shop.db.example' }
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/** psql of this machine (PostgreSQL 15), verify-full by name; the name is found without DNS. */
function psql(at: { postgres: PostgresContainer; port: number }, name: string, sql: string) {
  const child = spawn('psql', ['-XAt', '-c', sql], { env: { ...process.env, ...surroundings(at, name) } })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk
    })
  const ended = new Promise<{ code: number | null; text: string }>((resolve) => {
    child.on('exit', (code) => resolve({ code, text: text.trim() }))
  })
  return { interrupt: () => child.kill('SIGINT'), ended }
}

const surroundings = ({ postgres, port }: { postgres: PostgresContainer; port: number }, name: string) => ({
  PGHOST: name,
  PGHOSTADDR: '127.0.0.1',
  PGPORT: `${port}`,
  PGUSER: 'postgres',
  PGDATABASE: 'postgres',
  PGPASSWORD: postgres.password,
  PGSSLMODE: 'verify-full',
  PGSSLROOTCERT: postgres.rootCertificate,
  PGCONNECT_TIMEOUT: '10',
})

/** psql of the engine image (PostgreSQL 17), which can begin with TLS at once. */
async function psql17(at: { postgres: PostgresContainer; port: number }, name: string, negotiation: string) {
  const { image, rootCertificate } = at.postgres
  const set = { ...surroundings(at, name), PGSSLROOTCERT: '/root.crt', PGSSLNEGOTIATION: negotiation }
  const environment = Object.entries(set).flatMap(([key, value]) => ['-e', `${key}=${value}`])
  const mount = `type=bind,source=${rootCertificate},target=/root.crt,readonly`
  const sql = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'
  const program = ['--entrypoint', 'psql', image, '-XAt', '-c', sql]
  return runDocker('run', '--rm', '--network', 'host', '--mount', mount, ...environment, ...program)
}

describe('the gateway routes by name', () => {
  let orders: PostgresContainer
  let shop: PostgresContainer
  let gateway: GatewayProcess
  let port: number
  let routes: GatewayRoute[]

  beforeAll(async () => {
    ;[orders, shop] = await Promise.all([startPostgres([names.orders]), startPostgres([names.shop])])
    gateway = await startGateway()
    port = await freePort()
    routes = [
      aRoute({ port: await freePort(), target: orders.target, named: { name: names.orders, port } }),
      aRoute({ port: await freePort(), target: shop.target, named: { name: names.shop, port } }),
    ]
  })
  afterAll(async () => {
    await gateway?.remove()
    await orders?.remove()
    await shop?.remove()
  })

  beforeEach(() => gateway.put(...routes))

  const lastRefusal = async () => (await gateway.observeSharedPorts())[0]?.lastRefusal?.because

  it('to the database that the client names, by SSLRequest, verify-full', async () => {
    const sql = 'create table here as select 1; select 42'
    expect(await psql({ postgres: orders, port }, names.orders, sql).ended).toMatchObject({ code: 0, text: /42$/ })
    const elsewhere = await psql({ postgres: shop, port }, names.shop, "select to_regclass('here') is null").ended
    expect(elsewhere).toEqual({ code: 0, text: 't' })
  })

  it.each(['postgres', 'direct'])(
    'from a client of PostgreSQL 17 that negotiates TLS the %s way',
    async (negotiation) => {
      expect(await psql17({ postgres: shop, port }, names.shop, negotiation)).toBe('t')
    },
  )

  it('also beside a list of hosts, whose first is down, on the database’s own port', async () => {
    const { password, rootCertificate: caFile } = orders
    const places = { host: '127.0.0.9', otherHosts: ['127.0.0.1'], port: routes[0]?.port ?? 0 }
    const url = defaultEngine.connectionUrl({ ...places, database: 'postgres', login: 'postgres', password, caFile })
    const { stdout } = await promisify(execFile)('psql', ['-XAt', '-c', 'select 8', url])
    expect(stdout).toBe('8\n')
  })

  it('and another tenant’s name leads nowhere else: its certificate and passwords are its own', async () => {
    const wrongRoot = await psql({ postgres: orders, port }, names.shop, 'select 1').ended
    expect(wrongRoot.text).toMatch(/certificate verify failed/)
    const wrongPassword = { ...shop, password: orders.password }
    const refused = await psql({ postgres: wrongPassword, port }, names.shop, 'select 1').ended
    expect(refused.text).toMatch(/password authentication failed/)
  })

  it('not to a name that nobody has, and says so to the client and in what it observes', async () => {
    const { code, text } = await psql({ postgres: orders, port }, 'nobody.db.example', 'select 1').ended
    expect([code, text]).toEqual([2, expect.stringMatching(/unrecognized name/)])
    expect(await lastRefusal()).toBe('no database is called nobody.db.example here')
    expect(gateway.log()).toContain('"isShared":true')
  })

  it('not without a name, which an address is', async () => {
    expect((await psql({ postgres: orders, port }, '127.0.0.1', 'select 1').ended).code).toBe(2)
    expect(await lastRefusal()).toMatch(/^the client named no host/)
  })

  it('not from an address that the database does not let in, and its own record says so', async () => {
    const [first] = routes
    if (first) await gateway.put({ ...first, allowedNetworks: ['10.0.0.0/8'] })
    expect((await psql({ postgres: orders, port }, names.orders, 'select 1').ended).text).toMatch(/access denied/)
    expect((await gateway.observe())[0]?.lastRefusal?.because).toMatch(/not on the allow-list/)
  })

  it('a cancel request to the query that its key names, though it says neither name nor database', async () => {
    const other = psql({ postgres: shop, port }, names.shop, 'select pg_sleep(1.5)')
    const running = psql({ postgres: orders, port }, names.orders, 'select pg_sleep(30)')
    const isOpen = async () => (await gateway.observe()).every(({ openConnections }) => openConnections === 1)
    await expect.poll(isOpen, { timeout: 5_000 }).toBe(true)
    await sleep(200)
    running.interrupt()
    expect((await running.ended).text).toMatch(/canceling statement due to user request/)
    expect((await other.ended).code).toBe(0)
  })

  it('and says in words what may not come here without TLS', async () => {
    const raw = await connectRaw({ port })
    raw.socket.write(Buffer.concat([Buffer.from([0, 0, 0, 9, 0, 3, 0, 0]), Buffer.alloc(1)]))
    await raw.closed
    expect(raw.received().toString()).toMatch(/C28000\0Mthis port is for TLS by name/)
    const garbage = await connectRaw({ port })
    garbage.socket.write('GET / HTTP/1.1\r\n\r\n')
    expect((await garbage.closed).afterMs).toBeLessThan(1_000)
  })

  it('nobody whose bytes came along with the SSLRequest: somebody may have put them there', async () => {
    const raw = await connectRaw({ port })
    raw.socket.write(Buffer.concat([sslRequest, Buffer.from([22, 3, 1])]))
    await raw.closed
    expect(raw.received().toString()).toMatch(/^E.*C08P01\0Mbytes came along/s)
  })

  it('and ends garbage behind the answer to an SSLRequest, and a cancel request of a stranger', async () => {
    const raw = await connectRaw({ port })
    raw.socket.write(sslRequest)
    await expect.poll(() => raw.received().toString()).toBe('S')
    raw.socket.write('no TLS')
    await raw.closed
    expect(await lastRefusal()).toBe('the TLS greeting is malformed')
    const cancel = await connectRaw({ port })
    cancel.socket.write(Buffer.from([0, 0, 0, 16, 4, 210, 22, 46, 0, 0, 0, 1, 0, 0, 0, 1]))
    await cancel.closed
    expect(await lastRefusal()).toMatch(/without connections/)
  })

  it('and gives a client that dribbles its greeting five seconds in all', async () => {
    const raw = await connectRaw({ port })
    raw.socket.write(sslRequest)
    await expect.poll(() => raw.received().toString()).toBe('S')
    const greeting = Buffer.concat([Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252]), Buffer.alloc(500)])
    let sent = 0
    const timer = setInterval(() => raw.socket.write(greeting.subarray(sent, ++sent)), 100)
    const { afterMs } = await raw.closed
    clearInterval(timer)
    expect(afterMs).toBeGreaterThan(4_900)
    expect(afterMs).toBeLessThan(6_000)
    expect(await lastRefusal()).toBe('the TLS greeting did not arrive in time')
  })

  it('on no port at all when no name is offered; who is connected stays', async () => {
    const running = psql({ postgres: orders, port }, names.orders, 'select pg_sleep(1), 7')
    const isOpen = async () => (await gateway.observe())[0]?.openConnections === 1
    await expect.poll(isOpen, { timeout: 5_000 }).toBe(true)
    await gateway.put(...routes.map(({ named: _, ...route }) => route))
    await expect(connectRaw({ port })).rejects.toThrow(/ECONNREFUSED/)
    expect(await gateway.observeSharedPorts()).toEqual([])
    expect((await running.ended).text).toBe('|7')
  })
})
