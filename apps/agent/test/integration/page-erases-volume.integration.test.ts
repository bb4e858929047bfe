import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed } from '../harness/desired-page.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { runDocker } from '../harness/run-docker.ts'
import { type RunningDatabase, serves, startRunningDatabase } from '../harness/running-database.ts'

const run = promisify(execFile)

let running: RunningDatabase
beforeAll(async () => {
  running = await startRunningDatabase()
})
afterAll(() => running?.world.remove())

const loopDevices = async (home: string): Promise<string[]> =>
  (await run('losetup', ['-n', '-O', 'BACK-FILE', '--raw'])).stdout.split('\n').filter((it) => it.startsWith(home))

it('keeps the volume of an instance that is gone, unmounted, and gives its data back with the instance', async () => {
  const { world, database } = running
  const { volumeId } = database.instance
  await queryDatabase(world.peer, database, 'create table kept as select 42 as answer')
  world.peer.want(changed(database.page, { instances: [], endpoints: [] }))
  await world.until('the volume is closed', (page) =>
    page.volumes.some((it) => it.volumeId === volumeId && !it.mounted),
  )
  expect(await world.containers()).toEqual([])
  await expect.poll(() => loopDevices(world.home), { timeout: 5_000 }).toEqual([])

  world.peer.want(changed(database.page, {}))
  await world.until('the database serves again', serves(database))
  expect(await queryDatabase(world.peer, database, 'select answer from kept')).toEqual([{ answer: 42 }])
})

it('erases the volume when the page says so: no file, mount, device, network or socket is left', async () => {
  const { world, database } = running
  const { volumeId } = database.instance
  const volumes = database.page.volumes.map((it) => ({ ...it, state: 'erased' as const }))
  world.peer.want(changed(database.page, { instances: [], endpoints: [], volumes }))
  await world.until('the volume is gone', (page) => page.volumes.length === 0)
  await expect(stat(world.path('pool', `${volumeId}.img`))).rejects.toThrow('ENOENT')
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(volumeId)
  await expect.poll(() => loopDevices(world.home), { timeout: 5_000 }).toEqual([])
  const networks = ['network', 'ls', '-q', '--filter', `label=holdfast.installation=${world.name}`]
  await expect.poll(() => runDocker(...networks), { timeout: 5_000 }).toBe('')
  await expect.poll(() => readdir(world.path('run', 'instances')), { timeout: 15_000 }).toEqual([])
})
