import { readFile, stat, statfs } from 'node:fs/promises'
import { MiB } from '@holdfast/shared/units'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { queryDatabase } from '../harness/query-database.ts'
import { type RunningDatabase, startRunningDatabase } from '../harness/running-database.ts'

const sizeBytes = 256 * MiB

let running: RunningDatabase
beforeAll(async () => {
  running = await startRunningDatabase(sizeBytes)
})
afterAll(() => running?.world.remove())

it('gives the instance a file system of the size that was asked for, and not more', async () => {
  const { world, database } = running
  const { volumeId } = database.instance
  const image = await stat(world.path('pool', `${volumeId}.img`))
  expect(image.size).toBe(sizeBytes)
  const inside = await statfs(world.path('mounts', volumeId, 'volume'))
  expect(inside.blocks * inside.bsize).toBeGreaterThan(sizeBytes * 0.85)
  expect(inside.blocks * inside.bsize).toBeLessThanOrEqual(sizeBytes)
})

it('refuses to write more than fits, and leaves the host’s own disk alone', async () => {
  const { world, database } = running
  const fill = `create table filler as select repeat('x', 1000) || n as x from generate_series(1, 1000000) n`
  await expect(queryDatabase(world.peer, database, fill)).rejects.toThrow()
  const image = await stat(world.path('pool', `${database.instance.volumeId}.img`))
  expect(image.blocks * 512).toBeLessThanOrEqual(sizeBytes + MiB)
})

it('reports its size, what is used and that it is not encrypted', async () => {
  const { world, database } = running
  const { volumeId } = database.instance
  const page = world.peer.observed()
  const volume = page?.volumes.find((it) => it.volumeId === volumeId)
  expect(volume).toMatchObject({ format: 'image-ext4', sizeBytes, mounted: true })
  expect(volume?.usedBytes).toBeGreaterThan(20 * MiB)
  const conditions = page?.conditions.filter((it) => it.subject === volumeId).map((it) => it.code)
  expect(conditions).toEqual(['not-encrypted'])
})

it('never has two devices or two mounts of one image', async () => {
  const { world, database } = running
  const root = world.path('mounts', database.instance.volumeId)
  await world.stopAgent('SIGKILL')
  world.startAgent()
  await world.until('it reports', () => world.peer.connections() > 0)
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n')
  expect(mounts.filter((line) => line.includes(` ${root} `))).toHaveLength(1)
})
