import { newId } from '@holdfast/shared/ids'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { platformActor } from '../../src/audit/record-audit.ts'
import { operationsWith } from '../../src/operation-runner/define-operation.ts'
import { startRunner } from '../../src/operation-runner/runner.ts'
import { startOperation } from '../../src/operation-runner/start-operation.ts'
import { type Notice, notify } from '../../src/platform/database/notifications.ts'
import { isUniqueViolation } from '../../src/platform/database/violations.ts'
import { eventually } from '../harness/containers.ts'
import { useStores } from '../harness/stores.ts'

const stores = useStores()

/** Ends every connection to that database, as a restart of PostgreSQL would. */
const cutAll = async (url: string) => {
  const client = new pg.Client({
    connectionString: url.replace('holdfast_api@', 'postgres@'),
    application_name: 'cutter',
  })
  await client.connect()
  await client
    .query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    .finally(() => client.end())
}

describe('when PostgreSQL drops every connection', () => {
  it('reads work again by themselves and listeners are told to look at everything', async () => {
    const { database, url } = await stores.freshDatabase()
    const heard: Notice[] = []
    database.listen('host', (notice) => heard.push(notice))
    const tell = (payload: string) => database.transaction((tx) => notify(tx, 'host', payload))
    await eventually(async () => {
      await tell('before')
      expect(heard).toContainEqual({ kind: 'notified', payload: 'before' })
      // The resync of a new listener may come after the first notice; later it would be taken for the one of the loss.
      expect(heard).toContainEqual({ kind: 'resync' })
    })
    heard.length = 0
    await cutAll(url)
    await eventually(async () => expect(await database.read.host.count()).toBe(0))
    await eventually(async () => expect(heard).toContainEqual({ kind: 'resync' }))
    await tell('after')
    await eventually(async () => expect(heard).toContainEqual({ kind: 'notified', payload: 'after' }))
  })

  it('operations go on', { timeout: 60_000 }, async () => {
    const { database, url } = await stores.freshDatabase()
    const slow = operationsWith<object>()({
      kind: 'slow',
      input: z.object({}),
      memory: z.object({}),
      exclusiveOn: () => null,
      finishWithin: 60,
      start: 'turn',
      map: { turn: ['turn', 'done'] },
      steps: { turn: async ({ visit, go }) => go(visit > 40 ? 'done' : 'turn') },
    })
    const runner = startRunner({
      database,
      definitions: [slow],
      tools: {},
      redisUrl: stores.redisUrl,
      name: newId('op'),
      leaseSeconds: 2,
    })
    try {
      const wish = { input: {}, organizationId: null, databaseId: null, startedBy: platformActor }
      const { id } = await database.transaction((tx) => startOperation(tx, slow, wish))
      const revision = async () => (await database.read.operation.findUniqueOrThrow({ where: { id } })).revision
      await eventually(async () => expect(await revision()).toBeGreaterThan(3))
      await cutAll(url)
      await eventually(async () =>
        expect(await database.read.operation.findUnique({ where: { id } })).toMatchObject({
          state: 'succeeded',
          visit: 41,
        }),
      )
    } finally {
      await runner.close()
    }
  })
})

describe('transactions', () => {
  it('are run again when they deadlock', async () => {
    const { database } = await stores.freshDatabase()
    for (const name of ['a', 'b']) await database.read.setting.create({ data: { name, value: 0 } })
    let runs = 0
    const touch = (names: string[]) =>
      database.transaction(async (tx) => {
        runs++
        for (const name of names) {
          await tx.$executeRaw`UPDATE "setting" SET "value" = to_jsonb(("value"#>>'{}')::int + 1) WHERE "name" = ${name}`
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      })
    await Promise.all([touch(['a', 'b']), touch(['b', 'a'])])
    expect(runs).toBeGreaterThan(2)
    expect((await database.read.setting.findMany()).map(({ value }) => value)).toEqual([2, 2])
  })

  it('say which unique index refused them', async () => {
    const { database } = await stores.freshDatabase()
    const add = () =>
      database.read.host.create({
        data: { id: newId('ho'), name: 'h', certificateSerial: '1', certificateEndsAt: new Date() },
      })
    await add()
    const refused = await add().catch((error: unknown) => error)
    expect([isUniqueViolation(refused), isUniqueViolation(refused, 'host_name_key')]).toEqual([true, true])
    expect(isUniqueViolation(refused, 'host_pkey')).toBe(false)
    expect(isUniqueViolation(new Error('other'))).toBe(false)
  })
})
