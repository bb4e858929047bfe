import { rename } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed } from '../harness/desired-page.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { type RunningDatabase, serves, startRunningDatabase } from '../harness/running-database.ts'

let running: RunningDatabase
beforeAll(async () => {
  running = await startRunningDatabase()
})
afterAll(() => running?.world.remove())

it('does not make a lost volume anew as if the database had been empty', async () => {
  const { world, database } = running
  const { volumeId } = database.instance
  await queryDatabase(world.peer, database, 'create table kept as select 42 as answer')
  world.peer.want(changed(database.page, { instances: [], endpoints: [] }))
  await world.until('the volume is closed', (page) =>
    page.volumes.some((it) => it.volumeId === volumeId && !it.mounted),
  )
  await rename(world.path('pool', `${volumeId}.img`), world.path('away.img'))

  world.peer.want(changed(database.page, {}))
  const seen = await world.until('the loss is said', (page) =>
    page.conditions.some((it) => it.code === 'volume-failed'),
  )
  expect(seen.conditions.find((it) => it.code === 'volume-failed')).toMatchObject({
    subject: volumeId,
    because: expect.stringMatching(/is gone; it is not made anew/),
  })
  expect(await world.containers()).toEqual([])

  await rename(world.path('away.img'), world.path('pool', `${volumeId}.img`))
  await world.until('the database serves again', serves(database))
  expect(await queryDatabase(world.peer, database, 'select answer from kept')).toEqual([{ answer: 42 }])
})
