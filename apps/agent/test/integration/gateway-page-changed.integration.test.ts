import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, connectRaw } from '../harness/client.ts'
import { aRoute, freePort, type GatewayProcess, startGateway } from '../harness/gateway-process.ts'
import { type PostgresContainer, startPostgres } from '../harness/postgres-container.ts'

describe('a new page', () => {
  let postgres: PostgresContainer
  let gateway: GatewayProcess
  let port: number
  let route: ReturnType<typeof aRoute>

  beforeAll(async () => {
    postgres = await startPostgres()
    gateway = await startGateway()
    port = await freePort()
    route = aRoute({ port, target: postgres.target })
  })
  afterAll(async () => {
    await gateway?.remove()
    await postgres?.remove()
  })

  const connected = async (): Promise<{ client: pg.Client; end: Promise<unknown> }> => {
    await gateway.put(route)
    const client = clientOf(postgres, port)
    const end = new Promise((resolve) => client.once('end', resolve))
    await client.connect()
    return { client, end }
  }

  it('leaves sessions alone when nothing changes for them', async () => {
    const { client } = await connected()
    await gateway.put({ ...route, connectionLimit: 1 })
    await gateway.put({ ...route, target: null, because: 'the instance is restarting' })
    await gateway.put({ ...route, allowedNetworks: ['127.0.0.1/32'] })
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await client.end()
  })

  it('ends the sessions of a target that is no longer the target', async () => {
    const { end } = await connected()
    await gateway.put({ ...route, target: { host: postgres.target.host, port: 5433 } })
    await end
    await expect.poll(async () => (await gateway.observe())[0]?.openConnections).toBe(0)
  })

  it('ends the sessions of an address that is no longer allowed', async () => {
    const { end } = await connected()
    await gateway.put({ ...route, allowedNetworks: ['10.0.0.0/8'] })
    await end
  })

  it('ends everything of a route that is gone, and closes its port', async () => {
    const { end } = await connected()
    await gateway.put()
    await end
    await expect(connectRaw({ port })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(await gateway.observe()).toEqual([])
  })
})
