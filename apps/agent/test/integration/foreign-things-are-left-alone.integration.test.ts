import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed } from '../harness/desired-page.ts'
import { engineImage } from '../harness/engine-image.ts'
import { runDocker } from '../harness/run-docker.ts'
import { type RunningDatabase, startRunningDatabase } from '../harness/running-database.ts'

const suffix = randomBytes(3).toString('hex')
const strangers = { plain: `hf-foreign-${suffix}`, other: `hf-other-${suffix}` }

let running: RunningDatabase
beforeAll(async () => {
  running = await startRunningDatabase()
  const image = await engineImage()
  const sleepForever = ['--entrypoint', 'sleep', image, '600']
  await runDocker('run', '-d', '--network', 'none', '--name', strangers.plain, ...sleepForever)
  const labels = {
    installation: 'hf-somebody-else',
    part: 'instance',
    instance: 'in_x',
    database: 'db_x',
    volume: 'vo_x',
  }
  const flags = Object.entries(labels).flatMap(([name, value]) => ['--label', `holdfast.${name}=${value}`])
  await runDocker('run', '-d', '--network', 'none', '--name', strangers.other, ...flags, ...sleepForever)
  await runDocker('network', 'create', '--internal', '--subnet', `10.213.${suffix.length}.0/29`, strangers.plain)
})
afterAll(async () => {
  await runDocker('rm', '-f', ...Object.values(strangers)).catch(() => undefined)
  await runDocker('network', 'rm', strangers.plain).catch(() => undefined)
  await running?.world.remove()
})

it('stops and removes what the page no longer names, and touches nothing else', async () => {
  const { world, database } = running
  const { volumeId } = database.instance
  await mkdir(world.path('mounts', 'vo_stranger'), { recursive: true })
  await writeFile(world.path('mounts', 'vo_stranger', 'note'), 'mine')
  await writeFile(world.path('pool', 'vo_unnamed.img'), 'mine')

  world.peer.want(changed(database.page, { instances: [], endpoints: [], volumes: [] }))
  await world.until('the instance is gone', (page) => page.instances.length === 0 && page.endpoints.length === 0)

  expect(await world.containers()).toEqual([])
  const states = await runDocker('inspect', '-f', '{{.State.Running}}', ...Object.values(strangers))
  expect(states.split('\n')).toEqual(['true', 'true'])
  await runDocker('network', 'inspect', strangers.plain)
  expect(await readFile(world.path('mounts', 'vo_stranger', 'note'), 'utf8')).toBe('mine')
  expect(await readFile(world.path('pool', 'vo_unnamed.img'), 'utf8')).toBe('mine')
  // The volume that no page names any more stays as well.
  await readFile(world.path('mounts', volumeId, 'volume', 'conf/instance.json'))
})
