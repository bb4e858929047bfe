import { stat } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed } from '../harness/desired-page.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { type RunningDatabase, startRunningDatabase } from '../harness/running-database.ts'

let running: RunningDatabase
beforeAll(async () => {
  running = await startRunningDatabase(undefined, { HOLDFAST_STORAGE: 'directory' })
})
afterAll(() => running?.world.remove())

it('serves from a directory where images cannot be had, and says what that does not promise', async () => {
  const { world, database } = running
  const { volumeId } = database.instance
  expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])
  const page = world.peer.observed()
  expect(page?.volumes).toMatchObject([{ volumeId, format: 'directory' }])
  const codes = page?.conditions.filter((it) => it.subject === volumeId).map((it) => it.code)
  expect(codes).toEqual(['not-encrypted', 'size-not-enforced'])
})

it('erases the directory when the page says so', async () => {
  const { world, database } = running
  const volumes = database.page.volumes.map((it) => ({ ...it, state: 'erased' as const }))
  world.peer.want(changed(database.page, { instances: [], endpoints: [], volumes }))
  await world.until('the volume is gone', (page) => page.volumes.length === 0)
  const isThere = () =>
    stat(world.path('mounts', database.instance.volumeId)).then(
      () => true,
      () => false,
    )
  await expect.poll(isThere, { timeout: 5_000 }).toBe(false)
})
