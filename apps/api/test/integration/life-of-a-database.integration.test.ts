import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../src/databases/database-parts.ts'
import { usedBy } from '../../src/databases/database-store.ts'
import { startByWish } from '../../src/operations/start-by-wish.ts'
import type { Caller } from '../../src/people/caller.ts'
import type { Tx } from '../../src/platform/database/database.ts'
import { runSchedules } from '../../src/schedules/schedules.ts'
import { startHostSilentWatcher } from '../../src/watchers/host-silent.ts'
import { eventually } from '../harness/containers.ts'
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
  house = await openHouse({ database, redisUrl: stores.redisUrl, silentAfterMs: 1_500 })
  peer = await connectPeer(house, await joinHost(house, 'kelp-01'))
  peer.report({})
  await eventually(() => house.database.read.hostObservation.findFirstOrThrow())
})
beforeEach(async () => {
  caller = await house.anOrganization()
  peer.onDesired = (page) => peer.report(obedient(page))
})
afterAll(async () => {
  peer?.close()
  await house?.close()
})

const orders: Change = { database: 'orders', ifMatch: '*' }
const show = () => house.databases.show(house.database, caller, 'orders')
const create = (change: Parameters<typeof aWish>[0] = {}) =>
  house.database.transaction((tx) => house.databases.create(tx, caller, aWish(change)))

async function aRunningDatabase(): Promise<DatabaseView> {
  const { operation } = await create()
  expect(await ended(house.database, operation.id)).toMatchObject({ state: 'succeeded' })
  return show()
}

describe('a wish that cannot be carried out', () => {
  it.each([
    ['an unknown size', { size: 'giant' }, 'unknown-choice'],
    ['an unknown engine', { engine: 'oracle' }, 'unknown-choice'],
    ['an unknown version', { version: '9' }, 'unknown-choice'],
    ['too little storage', { storageBytes: 1 }, 'invalid-input'],
    ['more storage than may be', { storageBytes: Number.MAX_SAFE_INTEGER }, 'invalid-input'],
    ['storage beyond any host', { storageBytes: 8 * 1024 ** 4 }, 'no-host-fits'],
    ['a region without hosts', { region: 'moon' }, 'no-host-fits'],
    ['standbys', { standbys: 2 }, 'not-available-yet'],
    ['durability that needs standbys', { durability: 'required' as const }, 'not-available-yet'],
  ])('is refused before anything is made: %s', async (_, change, code) => {
    await expect(create(change)).rejects.toMatchObject({ code })
    expect(await house.database.read.database.count({ where: { organizationId: caller.organizationId ?? '' } })).toBe(0)
  })
})

describe('a database', () => {
  it('is deleted, keeps its volume and address, and comes back', async () => {
    const before = await aRunningDatabase()
    const removed = await house.database.transaction((tx) => house.databases.remove(tx, caller, orders))
    await ended(house.database, removed.operation?.id)
    expect(await show()).toMatchObject({
      state: 'deleted',
      endpoint: before.endpoint,
      because: expect.stringMatching(/brought back until/),
    })
    expect(peer.page()?.instances.filter((it) => it.databaseId === before.id)).toEqual([])
    expect(peer.page()?.volumes.filter((it) => it.databaseId === before.id)).toMatchObject([{ state: 'present' }])
    expect(await house.databases.list(house.database, caller, { limit: 10, deleted: 'false' })).toMatchObject({
      items: [],
    })
    await expect(house.databases.connection(house.database.read, caller, 'orders')).rejects.toMatchObject({
      code: 'database-deleted',
    })

    const back = await house.database.transaction((tx) => house.databases.undelete(tx, caller, 'orders'))
    expect(await ended(house.database, back.operation?.id)).toMatchObject({ state: 'succeeded' })
    expect(await show()).toMatchObject({ id: before.id, state: 'running', endpoint: before.endpoint, deletedAt: null })
  })

  it('cannot come back when its name was taken meanwhile', async () => {
    await aRunningDatabase()
    const removed = await house.database.transaction((tx) => house.databases.remove(tx, caller, orders))
    await ended(house.database, removed.operation?.id)
    await aRunningDatabase()
    const back = house.database.transaction((tx) => house.databases.undelete(tx, caller, removed.database.id))
    await expect(back).rejects.toMatchObject({ code: 'name-taken' })
  })

  it('is protected while its protection is on, and changed only at the revision that was read', async () => {
    const { revision } = await aRunningDatabase()
    const stale = { ...orders, ifMatch: revision - 1 }
    const protect = (change: Change) =>
      house.database.transaction((tx) => house.databases.protect(tx, caller, { ...change, isProtected: true }))
    await expect(protect(stale)).rejects.toMatchObject({
      code: 'version-conflict',
      facts: { current: String(revision) },
    })
    expect(await protect({ ...orders, ifMatch: revision })).toMatchObject({ isProtected: true, revision: revision + 1 })
    const remove = house.database.transaction((tx) => house.databases.remove(tx, caller, orders))
    await expect(remove).rejects.toMatchObject({ code: 'database-protected' })
  })

  it('is renamed without a new page, and told whom to let in by one', async () => {
    const { id } = await aRunningDatabase()
    const generation = peer.page()?.generation ?? 0
    const change = (wish: object) =>
      house.database.transaction((tx) => house.databases.change(tx, caller, { database: id, ifMatch: '*', wish }))
    expect(await change({ name: 'sales', labels: { team: 'b' } })).toMatchObject({
      name: 'sales',
      labels: { team: 'b' },
    })
    expect(peer.page()?.generation).toBe(generation)
    await change({ allowedNetworks: ['10.0.0.0/8'] })
    await peer.desired((page) =>
      page.endpoints.some((it) => it.databaseId === id && it.allowedNetworks[0] === '10.0.0.0/8'),
    )
  })

  it('restarts, and is busy meanwhile', async () => {
    const { id } = await aRunningDatabase()
    peer.onDesired = undefined
    const restart = () => house.database.transaction((tx) => house.databases.restart(tx, caller, orders))
    const { operation } = await restart()
    await expect(restart()).rejects.toMatchObject({ code: 'database-busy' })
    const page = await peer.desired((it) =>
      it.instances.some((instance) => instance.databaseId === id && instance.restarts === 1),
    )
    peer.report({
      ...obedient(page),
      instances: obedient(page).instances.map((it) => ({ ...it, health: 'starting', because: 'it restarts' })),
    })
    await eventually(async () => expect(await show()).toMatchObject({ state: 'starting', because: 'it restarts' }))
    peer.report(obedient(page))
    expect(await ended(house.database, operation?.id)).toMatchObject({ state: 'succeeded' })
  })

  it('shows its password only when asked for it, to nobody else', async () => {
    await aRunningDatabase()
    const hidden = await house.databases.connection(house.database.read, caller, 'orders')
    expect(hidden).toMatchObject({ isReady: true, url: expect.stringContaining('••••••••') })
    const shown = await house.databases.reveal(house.database.read, caller, 'orders')
    expect(shown.password).toMatch(/^[0-9A-Za-z]{32}$/)
    expect(shown.url).toContain(`:${shown.password}@localhost:`)
    const stranger = await house.anOrganization()
    await expect(house.databases.reveal(house.database.read, stranger, 'orders')).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('that fails midway is removed again, and its operation says why', async () => {
    peer.onDesired = (page) => {
      const conditions = page.instances
        .filter((it) => it.databaseName === 'broken')
        .map(({ instanceId }) => ({
          code: 'image-missing' as const,
          subject: instanceId,
          because: 'the image is not on the host',
        }))
      const sick = new Set<string>(conditions.map((it) => it.subject))
      const done = obedient(page)
      peer.report({ ...done, conditions, instances: done.instances.filter((it) => !sick.has(it.instanceId)) })
    }
    const { operation, database } = await create({ name: 'broken' })
    expect(await ended(house.database, operation.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'create-failed', facts: { because: 'the image is not on the host' } },
    })
    await expect(house.databases.show(house.database, caller, 'broken')).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(await usedBy(house.database.read, database.organizationId)).toMatchObject({ databases: 0 })
    expect(await house.database.read.volume.count({ where: { databaseId: database.id } })).toBe(0)
    await aRunningDatabase()
  })

  it('is unreachable, not gone, while its host is silent', async () => {
    const watcher = startHostSilentWatcher({ ...house, log: house.linkParts.log })
    await aRunningDatabase()
    peer.close()
    await eventually(async () =>
      expect(await show()).toMatchObject({
        state: 'unreachable',
        because: expect.stringMatching(/kelp-01 has not been heard since .* running as of/),
      }),
    )
    await eventually(async () => {
      const told = await house.database.read.outboxEvent.findFirst({
        where: { topic: 'host' },
        orderBy: { at: 'desc' },
      })
      expect(told?.view).toMatchObject({ state: 'silent' })
    })
    await expect(create({ name: 'nowhere' })).rejects.toMatchObject({ code: 'no-host-fits' })
    peer = await connectPeer(house, peer.identity)
    await eventually(async () => expect(await show()).toMatchObject({ state: 'running' }))
    watcher.close()
  })

  it('is erased in its turn although others cannot be: one is busy for ever, and keys cannot be shredded', async () => {
    const { database, keyring, linkParts } = house
    const aDeletedOne = async (name: string) => {
      const { database: made, operation } = await create({ name })
      await ended(database, operation.id)
      const removed = await database.transaction((tx) =>
        house.databases.remove(tx, caller, { database: name, ifMatch: '*' }),
      )
      await ended(database, removed.operation?.id)
      await database.read.database.update({
        where: { id: made.id },
        data: { recoverableUntil: new Date(Date.now() - 1000) },
      })
      return made.id
    }
    const busy = await aDeletedOne('busy')
    const free = await aDeletedOne('free')
    const started: string[] = []
    await runSchedules({
      database,
      clock: house.parts.clock,
      keyring: { ...keyring, shredDatabase: () => Promise.reject(new Error('the disk is full')) },
      log: linkParts.log,
      startOperation(tx, wish) {
        started.push(wish.databaseId)
        if (wish.databaseId === busy) return Promise.reject(new Error('somebody else was quicker'))
        return startByWish(tx, wish)
      },
    })
    expect(started).toEqual([busy, free])
    expect(await database.read.operation.count({ where: { databaseId: free, kind: 'erase-database' } })).toBe(1)
  })

  it('has a logical database erased after its seven days, and forgets a role that its host removed late', async () => {
    const { database, access, keyring, linkParts } = house
    const { id } = await aRunningDatabase()
    const done = async ({ operation }: { operation: { id: `op_${string}` } }) =>
      expect(await ended(database, operation.id)).toMatchObject({ state: 'succeeded' })
    const inTurn = <Answer>(work: (tx: Tx) => Promise<Answer>) => database.transaction(work)
    const grants = [{ database: 'stock', preset: 'read' as const }]
    const wish = { name: 'app', grants, replication: false, needsCertificate: false }
    await done(await inTurn((tx) => access.createLogicalDatabase(tx, caller, { database: id, name: 'stock' })))
    await done(await inTurn((tx) => access.createRole(tx, caller, { database: id, wish })))
    await done(await inTurn((tx) => access.deleteLogicalDatabase(tx, caller, { ...orders, name: 'stock' })))

    const look = (days: number) => {
      const clock = { now: () => new Date(Date.now() + days * 24 * 3600 * 1000) }
      return runSchedules({ database, clock, keyring, log: linkParts.log, startOperation: startByWish })
    }
    const wished = () => peer.page()?.instances.find(({ databaseId }) => databaseId === id)?.access
    await look(6)
    expect(wished()?.databases).toEqual([{ name: 'stock', state: 'deleted' }])
    await look(8)
    await eventually(async () => expect(await database.read.accessDatabase.count()).toBe(0))
    expect(wished()?.databases).toEqual([{ name: 'stock', state: 'erased' }])
    const { items } = await access.listRoles(database.read, caller, { database: id, limit: 10 })
    expect(items).toMatchObject([{ name: 'app', grants: [] }])

    const secrets = await database.read.secret.count({ where: { databaseId: id } })
    const because = 'it owns what cannot be given away'
    peer.onDesired = (page) => {
      const said = obedient(page)
      const late = [{ name: 'app', canLogin: false, replication: false }]
      const instances = said.instances.map((it) =>
        it.access ? { ...it, access: { ...it.access, roles: late, refused: [{ item: 'role:app', because }] } } : it,
      )
      peer.report({ ...said, instances })
    }
    const removed = await inTurn((tx) => access.removeRole(tx, caller, { ...orders, role: 'app' }))
    expect(await ended(database, removed.operation.id)).toMatchObject({ problem: { code: 'access-refused' } })
    await look(0)
    expect(await database.read.accessRole.count()).toBe(1)
    const page = peer.page()
    if (page) peer.report(obedient(page))
    await eventually(async () => {
      await look(0)
      expect(await database.read.accessRole.count()).toBe(0)
    })
    expect(await database.read.secret.count({ where: { databaseId: id } })).toBe(secrets - 4)
  })

  it('is erased after its seven days: volume, secrets and keys', async () => {
    const { id, organizationId } = await aRunningDatabase()
    const { secretId } = await house.parts.secrets.saveSecret(house.database.read, {
      ...{ organizationId, databaseId: id, purpose: 'credentials', value: 'kept for the test' },
    })
    const sealed = await house.database.read.secret.findFirstOrThrow({ where: { id: secretId } })
    const removed = await house.database.transaction((tx) => house.databases.remove(tx, caller, orders))
    await ended(house.database, removed.operation?.id)
    const { database, keyring, linkParts } = house
    const clock = { now: () => new Date(Date.now() + 8 * 24 * 3600 * 1000) }
    const look = () => runSchedules({ database, clock, keyring, log: linkParts.log, startOperation: startByWish })
    await database.read.database.update({ where: { id }, data: { recoverableUntil: new Date(Date.now() - 1000) } })
    await look()
    const erase = await database.read.operation.findFirstOrThrow({ where: { databaseId: id, kind: 'erase-database' } })
    expect(await ended(database, erase.id as `op_${string}`)).toMatchObject({ state: 'succeeded' })
    await look()
    expect(await database.read.volume.count({ where: { databaseId: id } })).toBe(0)
    expect(await database.read.secret.count({ where: { databaseId: id } })).toBe(0)
    await expect(keyring.find(sealed.keyId)).rejects.toThrow(/shredded/)
    await expect(show()).rejects.toMatchObject({ code: 'not-found' })
  })
})
