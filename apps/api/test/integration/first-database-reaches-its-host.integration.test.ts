import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Caller } from '../../src/people/caller.ts'
import { type House, openHouse } from '../harness/house.ts'
import { connectPeer, joinHost, type LinkPeer } from '../harness/link-peer.ts'
import { obedient } from '../harness/observed-pages.ts'
import { useStores } from '../harness/stores.ts'
import { aWish, ended } from '../harness/wishes.ts'

const stores = useStores()
let house: House
let peer: LinkPeer
let caller: Caller

beforeAll(async () => {
  const { database } = await stores.freshDatabase()
  house = await openHouse({ database, redisUrl: stores.redisUrl })
  caller = await house.anOrganization()
  peer = await connectPeer(house, await joinHost(house))
  peer.report({})
  await peer.desired(() => true)
})
afterAll(async () => {
  peer?.close()
  await house?.close()
})

it('leads from the wish over the page and the report to the end, each within milliseconds', async () => {
  const times: { create: number; push: number; done: number }[] = []
  for (let n = 0; n < 12; n++) {
    const name = `orders-${n}`
    await new Promise((resolve) => setTimeout(resolve, 100))
    const began = performance.now()
    const created = await house.database.transaction((tx) => house.databases.create(tx, caller, aWish({ name })))
    const posted = performance.now()
    const { id } = created.database
    const page = await peer.desired((it) => it.instances.some((instance) => instance.databaseId === id))
    const pushed = performance.now()
    peer.report(obedient(page))
    const operation = await ended(house.database, created.operation.id)
    expect(operation).toMatchObject({ state: 'succeeded' })
    times.push({
      create: posted - began,
      push: pushed - posted,
      done: (operation.finishedAt?.getTime() ?? 0) - (performance.timeOrigin + pushed),
    })
    const view = await house.databases.show(house.database, caller, name)
    expect(view).toMatchObject({ state: 'running', operationId: null, serverVersion: '17.0' })
  }
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  const create = median(times.map((it) => it.create))
  const push = median(times.map((it) => it.push))
  const done = median(times.map((it) => it.done))
  process.stdout.write(
    `wish to commit ${create.toFixed(1)} ms, commit to page ${push.toFixed(1)} ms, report to end ${done.toFixed(1)} ms (medians of ${times.length})\n`,
  )
  expect(push).toBeLessThan(100)
  expect(done).toBeLessThan(300)
})
