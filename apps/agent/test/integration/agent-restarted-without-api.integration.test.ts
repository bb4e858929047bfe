import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { queryDatabase } from '../harness/query-database.ts'
import { runDocker } from '../harness/run-docker.ts'
import { type RunningDatabase, serves, startRunningDatabase } from '../harness/running-database.ts'

let running: RunningDatabase
beforeAll(async () => {
  running = await startRunningDatabase()
})
afterAll(() => running?.world.remove())

it('works from the page on its disk: a lost container comes back while the api is away', async () => {
  const { world, database } = running
  await queryDatabase(world.peer, database, 'create table kept as select 42 as answer')
  await world.peer.close()
  await world.stopAgent('SIGKILL')
  await runDocker('rm', '-f', ...(await world.containers()))
  world.startAgent()
  expect(await eventually(() => queryDatabase(world.peer, database, 'select answer from kept'))).toEqual([
    { answer: 42 },
  ])

  await world.peer.listen()
  await world.until('the api hears of it', serves(database))
  expect(world.peer.observed()?.observedGeneration).toBe(database.page.generation)
})

it('leaves a running database alone when it is killed and started again', async () => {
  const { world, database } = running
  const started = await runDocker('inspect', '-f', '{{.State.StartedAt}}', ...(await world.containers()))
  await world.stopAgent('SIGKILL')
  expect(await queryDatabase(world.peer, database, 'select answer from kept')).toEqual([{ answer: 42 }])
  const heard = world.peer.heard.length
  world.startAgent()
  await eventually(async () => {
    const since = world.peer.heard.slice(heard)
    if (!since.some((it) => it.say === 'observed' && serves(database)(it.page))) throw new Error('not yet')
    return []
  })
  expect(await runDocker('inspect', '-f', '{{.State.StartedAt}}', ...(await world.containers()))).toBe(started)
})

it('keeps page and identity for root alone, and no secret in the page', async () => {
  const { world, database } = running
  for (const name of ['agent/identity.json', 'agent/desired.json', 'agent/tasks.json', 'agent/volumes.json']) {
    const file = await stat(world.path(name)).catch(() => undefined)
    if (file) expect(file.mode & 0o777, name).toBe(0o600)
  }
  const page = await readFile(world.path('agent/desired.json'), 'utf8')
  expect(page).toContain(database.instance.logins[0]?.verifier.secretId)
  expect(page).not.toContain('SCRAM')
  expect(world.log()).not.toContain('SCRAM')
})

async function eventually(work: () => Promise<unknown[]>): Promise<unknown[]> {
  for (const end = Date.now() + 30_000; ; await sleep(100)) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}
