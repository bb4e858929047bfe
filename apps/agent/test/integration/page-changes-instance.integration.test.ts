import { newId, SecretId, TaskId } from '@holdfast/shared/ids'
import { scramVerifier } from '@holdfast/shared/scram'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { drift } from '@holdfast/shared/state/drift'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed, withInstance } from '../harness/desired-page.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { runDocker } from '../harness/run-docker.ts'
import { type RunningDatabase, startRunningDatabase } from '../harness/running-database.ts'

let running: RunningDatabase
let page: DesiredHost
beforeAll(async () => {
  running = await startRunningDatabase()
  page = running.database.page
})
afterAll(() => running?.world.remove())

const settle = async (next: DesiredHost) => {
  page = next
  running.world.peer.want(page)
  return running.world.until(
    `generation ${page.generation} is settled`,
    (seen) => seen.observedGeneration === page.generation && drift(page, seen).length === 0,
  )
}

it('restarts the engine when a restart is wanted, in the same container', async () => {
  const before = await running.world.containers()
  const seen = await settle(withInstance(page, { restarts: 1 }))
  expect(seen.instances[0]?.restarts).toBe(1)
  expect(await running.world.containers()).toEqual(before)
})

it('takes a rotated verifier without a restart; the old password ends', async () => {
  const { world, database } = running
  const startedAt = world.peer.observed()?.instances[0]?.startedAt
  const logins = await Promise.all(
    database.instance.logins.map(async ({ name }) => {
      const verifier = { secretId: SecretId.parse(newId('se')), version: 2 }
      world.peer.keepSecret(verifier, await scramVerifier('a new one'))
      return { name, verifier }
    }),
  )
  const seen = await settle(withInstance(page, { logins }))
  expect(seen.instances[0]?.startedAt).toBe(startedAt)
  expect(await queryDatabase(world.peer, { ...database, password: 'a new one' }, 'select 1 as one')).toEqual([
    { one: 1 },
  ])
  await expect(queryDatabase(world.peer, database, 'select 1')).rejects.toThrow(/password/)
})

it('renews the certificate when it must carry another name', async () => {
  const { world } = running
  const asked = () => world.peer.heard.filter((it) => it.say === 'sign-instance').length
  const before = asked()
  await settle(withInstance(page, { serverNames: ['localhost', '127.0.0.1', '::1', 'shop.example.test'] }))
  expect(asked()).toBe(before + 1)
})

it('replaces the container when the size is another, with its data', async () => {
  const { world, database } = running
  const given = { ...database, password: 'a new one' }
  await queryDatabase(world.peer, given, 'create table kept as select 42 as answer')
  const [before] = await world.containers()
  await settle(withInstance(page, { size: 'small' }))
  const [after] = await world.containers()
  expect(after).not.toBe(before)
  expect(await runDocker('inspect', '-f', '{{.HostConfig.Memory}}', after ?? '')).toBe(String(1024 ** 3))
  expect(await queryDatabase(world.peer, given, 'select answer from kept')).toEqual([{ answer: 42 }])
})

it('stops and starts the instance with its power', async () => {
  const stopped = await settle(withInstance(page, { power: 'stopped' }))
  expect(stopped.instances[0]?.health).toBe('stopped')
  const seen = await settle(withInstance(page, { power: 'running' }))
  expect(seen.instances[0]?.health).toBe('running')
})

it('answers each task once and remembers it, also over a restart', async () => {
  const { world } = running
  const inspect = { taskId: TaskId.parse(newId('ta')), order: { do: 'inspect-host' as const } }
  const renew = { taskId: TaskId.parse(newId('ta')), order: { do: 'renew-host-certificate' as const } }
  const done = (seen: { tasks: { state: string }[] }) =>
    seen.tasks.length === 2 && seen.tasks.every((it) => it.state === 'succeeded')
  page = changed(page, { tasks: [inspect, renew] })
  world.peer.want(page)
  const seen = await world.until('both tasks are done', done)
  expect(seen.tasks.find((it) => it.taskId === inspect.taskId)?.facts).toMatchObject({
    volumes: 1,
    newVolumes: 'image-ext4',
  })
  const signed = () => world.peer.heard.filter((it) => it.say === 'sign-host').length
  expect(signed()).toBe(1)
  await world.stopAgent()
  world.startAgent()
  await world.until('it is connected again', () => world.peer.connections() > 0)
  await world.until('the answers are remembered', done)
  expect(signed()).toBe(1)
})
