import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, connectRaw, runPsql } from '../harness/client.ts'
import { aRoute, freePort, type GatewayProcess, startGateway } from '../harness/gateway-process.ts'
import { type PostgresContainer, startPostgres } from '../harness/postgres-container.ts'

describe('a client on the allow-list', () => {
  let postgres: PostgresContainer
  let gateway: GatewayProcess
  let port: number

  beforeAll(async () => {
    postgres = await startPostgres()
    gateway = await startGateway()
    port = await freePort()
    await gateway.put(aRoute({ port, target: postgres.target }))
  })
  afterAll(async () => {
    await gateway?.remove()
    await postgres?.remove()
  })

  it('talks verify-full with PostgreSQL itself, by psql and by pg', async () => {
    // The very first one may be held while the gateway asks a target that it does not know yet.
    expect(await runPsql(postgres, { port })).toEqual({ code: 0, text: '1' })
    const heldTotal = (await gateway.observe())[0]?.heldTotal
    expect(await runPsql(postgres, { port, sql: 'show ssl' })).toEqual({ code: 0, text: 'on' })
    expect(await runPsql(postgres, { port, sslmode: 'verify-full&sslnegotiation=direct' })).toEqual({
      code: 0,
      text: '1',
    })
    const client = clientOf(postgres, port)
    await client.connect()
    const { rows } = await client.query('select ssl, version from pg_stat_ssl where pid = pg_backend_pid()')
    expect(rows).toEqual([{ ssl: true, version: 'TLSv1.3' }])
    expect(await gateway.observe()).toMatchObject([{ state: 'open', openConnections: 1, refusedTotal: 0, heldTotal }])
    await client.end()
  })

  it('moves 64 MB each way unharmed', async () => {
    const client = clientOf(postgres, port)
    await client.connect()
    const text = 'x'.repeat(64 * 1024 * 1024)
    const { rows } = await client.query<{ length: number; back: string }>('select length($1), $1 as back', [text])
    expect(rows[0]?.length).toBe(text.length)
    expect(rows[0]?.back === text).toBe(true)
    await client.end()
  })

  it('cancels a query by a request of its own', async () => {
    const client = clientOf(postgres, port)
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const sleeping = client.query('select pg_sleep(20)')
    const refused = expect(sleeping).rejects.toMatchObject({ code: '57014' })
    await sleep(100)
    const raw = await connectRaw({ port })
    raw.socket.end(cancelRequest(rows[0]?.pid ?? 0, secretKeyOf(client)))
    await refused
    await raw.closed
    await client.end()
  })

  it('answers a request for GSS encryption by no and goes on', async () => {
    const raw = await connectRaw({ port })
    raw.socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 48]))
    await expect.poll(() => raw.received().toString()).toBe('N')
    raw.socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))
    await expect.poll(() => raw.received().toString()).toBe('NS')
    raw.socket.destroy()
  })

  it('leaves no connection behind when it goes', async () => {
    const client = clientOf(postgres, port)
    await client.connect()
    await client.end()
    await expect.poll(async () => (await gateway.observe())[0]?.openConnections).toBe(0)
  })
})

function cancelRequest(pid: number, secretKey: number): Buffer {
  const packet = Buffer.alloc(16)
  packet.writeUInt32BE(16, 0)
  packet.writeUInt32BE(80877102, 4)
  packet.writeUInt32BE(pid, 8)
  packet.writeInt32BE(secretKey, 12)
  return packet
}

const secretKeyOf = (client: object): number =>
  'secretKey' in client && typeof client.secretKey === 'number' ? client.secretKey : 0
