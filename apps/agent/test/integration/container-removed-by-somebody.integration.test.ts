import { afterAll, beforeAll, expect, it } from 'vitest'
import { queryDatabase } from '../harness/query-database.ts'
import { runDocker } from '../harness/run-docker.ts'
import { type RunningDatabase, serves, startRunningDatabase } from '../harness/running-database.ts'

let running: RunningDatabase
beforeAll(async () => {
  running = await startRunningDatabase()
})
afterAll(() => running?.world.remove())

it('brings back a container that somebody removed, with its data', async () => {
  const { world, database } = running
  await queryDatabase(world.peer, database, 'create table kept as select 42 as answer')
  const [before] = await world.containers()
  await runDocker('rm', '-f', before ?? '')
  await world.until('its loss is seen', (page) => !serves(database)(page))
  await world.until('the database serves again', serves(database))
  expect(await queryDatabase(world.peer, database, 'select answer from kept')).toEqual([{ answer: 42 }])
  expect(await world.containers()).not.toContain(before)
})

it('starts a container that somebody killed', async () => {
  const { world, database } = running
  const [container] = await world.containers()
  await runDocker('kill', container ?? '')
  await world.until('the crash is seen', (page) => !serves(database)(page))
  await world.until('the database serves again', serves(database))
  expect(await world.containers()).toEqual([container])
  expect(await queryDatabase(world.peer, database, 'select answer from kept')).toEqual([{ answer: 42 }])
})
