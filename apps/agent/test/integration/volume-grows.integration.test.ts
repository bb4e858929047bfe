import { setTimeout as sleep } from 'node:timers/promises'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { MiB } from '@holdfast/shared/units'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changed } from '../harness/desired-page.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { type RunningDatabase, serves, startRunningDatabase } from '../harness/running-database.ts'

let running: RunningDatabase
let page: DesiredHost
beforeAll(async () => {
  running = await startRunningDatabase(256 * MiB)
  page = running.database.page
})
afterAll(() => running?.world.remove())

const ask = (statement: string) => queryDatabase(running.world.peer, running.database, statement)

function want(sizeBytes: number): (seen: ObservedHost) => boolean {
  const { world, database } = running
  page = changed(page, {
    volumes: page.volumes.map((it) => ({ ...it, sizeBytes })),
    instances: page.instances.map((it) => ({ ...it, storageBytes: sizeBytes })),
  })
  world.peer.want(page)
  return (seen) => seen.volumes.some((it) => it.sizeBytes === sizeBytes && it.mounted) && serves(database)(seen)
}

it('makes the volume larger, holds who comes meanwhile, and tells for how long', async () => {
  await ask('create table kept as select 1 as n')
  const isGrown = want(384 * MiB)
  const answers: unknown[] = []
  const asking = (async () => {
    for (let n = 0; n < 20; n++) {
      answers.push(await ask('select n from kept'))
      await sleep(100)
    }
  })()
  const seen = await running.world.until('the volume is larger', isGrown)
  await asking
  expect(answers).toEqual(Array(20).fill([{ n: 1 }]))
  expect(seen.volumes[0]?.growth).toEqual({ toBytes: 384 * MiB, heldMs: expect.any(Number) })
  const [settings] = (await ask("select current_setting('temp_file_limit') as limit")) as { limit: string }[]
  expect(settings?.limit).toBe('96MB')
})

it('finishes the growth when its agent is killed anywhere in it', async () => {
  const { world } = running
  let sizeBytes = 384 * MiB
  for (const ms of [150, 500, 1_000]) {
    sizeBytes += 64 * MiB
    const isGrown = want(sizeBytes)
    await sleep(ms)
    await world.stopAgent('SIGKILL')
    world.startAgent()
    await world.until(`the volume is larger though the agent was killed after ${ms} ms`, isGrown)
    expect(await ask('select n from kept')).toEqual([{ n: 1 }])
  }
})
