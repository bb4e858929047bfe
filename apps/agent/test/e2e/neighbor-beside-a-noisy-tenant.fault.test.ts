import { forkToTheLimit, makeNoise, noises } from '@holdfast/lab/isolation/noises'
import { openRole, type Stage, setStage } from '@holdfast/lab/isolation/stage'
import { openCall } from '@holdfast/lab/platform/open-call'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'

let platform: ThrowawayPlatform
let stage: Stage
beforeAll(async () => {
  platform = await startThrowawayPlatform()
  stage = await setStage(await openCall(platform), platform)
  await runPsql(stage.neighbor.url, 'create table written (n serial, noise text)')
})
afterAll(async () => {
  stage?.close()
  await platform?.wipe()
})

const rows = 20

it.each(noises)(
  'a neighbor’s writes are all answered beside a tenant who takes all $name, who serves again afterwards',
  async (noise) => {
    const { owner, neighbor, container } = stage
    const making = makeNoise(noise, { url: owner.url, container })
    try {
      for (let n = 0; n < rows; n++) await runPsql(neighbor.url, `insert into written (noise) values ('${noise.name}')`)
      expect(await runPsql(neighbor.url, `select count(*) from written where noise = '${noise.name}'`)).toBe(
        String(rows),
      )
    } finally {
      await making.end()
    }
    const serves = () => runPsql(owner.url, 'select 1').catch((error: Error) => error.message)
    await expect.poll(serves, { timeout: 60_000 }).toBe('1')
  },
)

it('a tenant’s code that forks without end comes to its limit, and the neighbor is let in all the while', async () => {
  let isForking = true
  const forking = forkToTheLimit(stage.container).finally(() => {
    isForking = false
  })
  while (isForking) expect(await runPsql(stage.neighbor.url, 'select 1')).toBe('1')
  const count = await forking
  expect(count).toBeGreaterThan(500)
  expect(count).toBeLessThan(1024)
})

it('a tenant that takes every connection comes to its size’s limit, and the platform can still come in and make a role', async () => {
  const clients: pg.Client[] = []
  const takeOne = async () => {
    const client = new pg.Client({ connectionString: stage.owner.url })
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
  }
  try {
    const fill = async () => {
      for (;;) await takeOne()
    }
    // Drivers hide what is said before TLS; the api knows it.
    await expect(fill()).rejects.toThrow(/SSL/)
    expect(clients.length).toBe(50)
    const params = { database: stage.databaseId }
    const refusal = async () => (await stage.call(databaseRoutes.connection, { params })).lastRefusal?.because
    await expect.poll(refusal).toMatch(/takes 50 connections and all are in use/)
    await openRole(stage.call, stage.databaseId, { name: 'made_in_the_crowd', preset: 'read' })
    expect(await runPsql(stage.neighbor.url, 'select 1')).toBe('1')
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
})
