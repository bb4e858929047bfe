import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Caller } from '../../src/people/caller.ts'
import { eventually } from '../harness/containers.ts'
import { type House, openHouse } from '../harness/house.ts'
import { connectPeer, joinHost, type LinkPeer } from '../harness/link-peer.ts'
import { emptyPage, obedient } from '../harness/observed-pages.ts'
import { useStores } from '../harness/stores.ts'
import { aWish, ended } from '../harness/wishes.ts'

const stores = useStores()
let first: House
let second: House
let toFirst: LinkPeer
let toSecond: LinkPeer
let caller: Caller

beforeAll(async () => {
  const store = await stores.freshDatabase()
  first = await openHouse({ database: store.database, redisUrl: stores.redisUrl })
  second = await openHouse({ database: store.open(), redisUrl: stores.redisUrl, beside: first })
  caller = await first.anOrganization()
  const identity = await joinHost(first)
  toFirst = await connectPeer(first, identity)
  toSecond = await connectPeer(second, identity)
  toSecond.report({})
  await eventually(() => first.database.read.hostObservation.findFirstOrThrow())
})
afterAll(async () => {
  toFirst?.close()
  toSecond?.close()
  await second?.close()
  await first?.close()
})

it('both know the host by itself, and trust one authority', async () => {
  const { hostId } = toFirst.identity
  expect(second.authority.pin).toBe(first.authority.pin)
  await eventually(async () => {
    expect(first.presence.of(hostId).state).toBe('connected')
    expect(second.presence.of(hostId).state).toBe('connected')
  })
})

it('a wish to one goes out through the other, and the answer to the other ends it', async () => {
  const created = await first.database.transaction((tx) => first.databases.create(tx, caller, aWish()))
  const isIt = (page: { instances: readonly { databaseId: string }[] }) =>
    page.instances.some((it) => it.databaseId === created.database.id)
  await toFirst.desired(isIt)
  toSecond.report(obedient(await toSecond.desired(isIt)))
  expect(await ended(first.database, created.operation.id)).toMatchObject({ state: 'succeeded' })
  const steps = await first.database.read.operationEvent.findMany({
    where: { operationId: created.operation.id, move: 'went' },
  })
  expect(steps.map(({ step, next }) => `${step} ${next}`)).toEqual(['awaitInstance awaitEndpoint'])
})

it('a page that was overtaken on its way through the other is not written', async () => {
  const page = toSecond.page()
  if (!page) throw new Error('no page')
  toSecond.report({ ...obedient(page), addresses: ['10.0.0.2'] })
  const addresses = async () => {
    const row = await first.database.read.hostObservation.findFirstOrThrow()
    return (row.page as { addresses: string[] }).addresses
  }
  await eventually(async () => expect(await addresses()).toEqual(['10.0.0.2']))
  const observedAt = new Date(Date.now() - 2_000).toISOString()
  const late = { ...emptyPage(toFirst.identity.hostId), ...obedient(page), addresses: ['10.0.0.1'], observedAt }
  toFirst.say({ say: 'observed', page: late })
  await toFirst.ask({ say: 'get-secret', secret: { secretId: 'se_00000000000000000000', version: 1 } })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await addresses()).toEqual(['10.0.0.2'])
})
