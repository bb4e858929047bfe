import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, runPsql } from '../harness/client.ts'
import { aRoute, freePort, type GatewayProcess, gatewayProgram, startGateway } from '../harness/gateway-process.ts'
import { type PostgresContainer, startPostgres } from '../harness/postgres-container.ts'

describe('a gateway that starts again without its agent', () => {
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

  it('serves from its last page, which nobody else may read', async () => {
    await gateway.stop('SIGKILL')
    await gateway.start()
    expect(await runPsql(postgres, { port })).toEqual({ code: 0, text: '1' })
    expect((await stat(join(gateway.home, 'gateway/page.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(gateway.home, 'run/gateway/gateway.sock'))).mode & 0o777).toBe(0o660)
  })

  it('lets an open session finish when it is asked to stop, and takes no new one', async () => {
    const client = clientOf(postgres, port)
    await client.connect()
    const query = client.query('select pg_sleep(1), 1 as one')
    const stopped = gateway.stop()
    await expect
      .poll(() =>
        clientOf(postgres, port)
          .connect()
          .then(
            () => 'in',
            () => 'out',
          ),
      )
      .toBe('out')
    expect((await query).rows[0]).toMatchObject({ one: 1 })
    await client.end()
    expect(await stopped).toBe(0)
    await gateway.start()
  })

  it('is refused its socket while another one lives', async () => {
    const second = promisify(execFile)(process.execPath, [gatewayProgram], { env: { HOLDFAST_HOME: gateway.home } })
    await expect(second).rejects.toThrow(/another gateway is running/)
    expect(await gateway.observe()).toMatchObject([{ state: 'open' }])
  })
})
