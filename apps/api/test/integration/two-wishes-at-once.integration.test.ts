import { isProblem, type Problem } from '@holdfast/shared/problems/problem'
import { GiB } from '@holdfast/shared/units'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CreateWish } from '../../src/databases/create-database.ts'
import type { Caller } from '../../src/people/caller.ts'
import { eventually } from '../harness/containers.ts'
import { type House, openHouse } from '../harness/house.ts'
import { connectPeer, joinHost, type LinkPeer } from '../harness/link-peer.ts'
import { obedient, roomy } from '../harness/observed-pages.ts'
import { useStores } from '../harness/stores.ts'
import { aWish, ended } from '../harness/wishes.ts'

const stores = useStores()
let house: House
let peer: LinkPeer

beforeAll(async () => {
  const { database } = await stores.freshDatabase()
  house = await openHouse({ database, redisUrl: stores.redisUrl, ports: { first: 20_000, last: 20_119 } })
  peer = await connectPeer(house, await joinHost(house))
  peer.onDesired = (page) => peer.report(obedient(page))
})
afterAll(async () => {
  peer?.close()
  await house?.close()
})

const create = (caller: Caller, wish: Partial<CreateWish>) =>
  house.database.transaction((tx) => house.databases.create(tx, caller, aWish(wish)))

const offer = async (capacity: Partial<typeof roomy>) => {
  const wanted = { ...roomy, ...capacity }
  peer.report({ capacity: wanted })
  await eventually(async () => {
    const row = await house.database.read.hostObservation.findUniqueOrThrow({ where: { hostId: peer.identity.hostId } })
    expect(row.page).toMatchObject({ capacity: wanted })
  })
}

/** How many went well, and the codes of the problems of the rest. */
async function outcomes(attempts: readonly Promise<unknown>[]): Promise<{ done: number; codes: string[] }> {
  const settled = await Promise.allSettled(attempts)
  const codes = settled.flatMap((it) =>
    it.status === 'rejected' ? [(it.reason as Problem).code ?? String(it.reason)] : [],
  )
  return { done: settled.length - codes.length, codes: [...new Set(codes)].toSorted() }
}

describe('creates at once', () => {
  it('never promise a host more than it has', async () => {
    await offer({ storageBytes: 50 * GiB })
    const callers = await Promise.all(Array.from({ length: 12 }, () => house.anOrganization()))
    expect(await outcomes(callers.map((caller) => create(caller, {})))).toEqual({ done: 5, codes: ['no-host-fits'] })
    const { _sum } = await house.database.read.volume.aggregate({ _sum: { sizeBytes: true } })
    expect(Number(_sum.sizeBytes)).toBe(50 * GiB)
    await offer({})
  })

  it('never exceed the quota of their organization, and use it up exactly', async () => {
    const caller = await house.anOrganization({ databases: 3 })
    const attempts = Array.from({ length: 8 }, (_, n) => create(caller, { name: `quota-${n}` }))
    expect(await outcomes(attempts)).toEqual({ done: 3, codes: ['quota-exceeded'] })
  })

  it('are carried out late rather than not at all when their organization is locked for longer than a statement waits', async () => {
    const caller = await house.anOrganization()
    const release = Promise.withResolvers<void>()
    const isLocked = Promise.withResolvers<void>()
    const lock = house.database.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM organization WHERE id = ${caller.organizationId} FOR UPDATE`
      isLocked.resolve()
      await release.promise
    })
    await isLocked.promise
    const creating = create(caller, { name: 'patient' })
    await new Promise((resolve) => setTimeout(resolve, 11_000))
    release.resolve()
    await lock
    expect(await outcomes([creating])).toEqual({ done: 1, codes: [] })
  })

  it('give one of two the name', async () => {
    const caller = await house.anOrganization()
    const attempts = Array.from({ length: 4 }, () => create(caller, { name: 'twin' }))
    expect(await outcomes(attempts)).toEqual({ done: 1, codes: ['name-taken'] })
  })

  it('get ports of their own', async () => {
    const rows = await house.database.read.endpoint.findMany()
    const ports = rows.flatMap((row) => [row.directPort, row.pooledPort, row.readOnlyPort])
    expect(new Set(ports).size).toBe(ports.length)
    expect(Math.min(...ports)).toBe(20_000)
  })
})

describe('deletes at once', () => {
  it('delete once; the others are told', async () => {
    const caller = await house.anOrganization()
    const { operation } = await create(caller, { name: 'doomed' })
    await ended(house.database, operation.id)
    const remove = () =>
      house.database.transaction((tx) => house.databases.remove(tx, caller, { database: 'doomed', ifMatch: '*' }))
    expect(await outcomes([remove(), remove(), remove()])).toEqual({ done: 1, codes: ['database-deleted'] })
    expect(await house.database.read.operation.count({ where: { kind: 'delete-database' } })).toBe(1)
  })

  it('are refused while another operation works on the database', async () => {
    const caller = await house.anOrganization()
    peer.onDesired = undefined
    await create(caller, { name: 'young' })
    const remove = house.database.transaction((tx) =>
      house.databases.remove(tx, caller, { database: 'young', ifMatch: '*' }),
    )
    await expect(remove).rejects.toSatisfy((error) => isProblem(error, 'database-busy'))
    const page = peer.page()
    if (page) peer.report(obedient(page))
    peer.onDesired = (next) => peer.report(obedient(next))
  })
})
